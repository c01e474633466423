// Waits for a promise until a signal aborts.

/**
 * The promise's value or failure, unless the signal aborts first. The promise itself goes on; its late failure is
 * ignored.
 *
 * @param signal without one, the promise is only awaited
 * @throws the signal's reason, as it is, when the signal aborts first or was aborted before
 */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  // After an abort nobody handles the promise's own failure: it must not end the process.
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
