// Waits for a promise unless a signal aborts first.

/**
 * Settles like the promise, unless the signal aborts first. The work behind the promise continues; its late failure is
 * ignored.
 *
 * @param signal undefined: no limit
 * @throws the signal's reason, unchanged, when the signal is already aborted or aborts first
 */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  // After an abort, an unhandled failure of the promise must not end the process.
  promise.catch(() => {});
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
