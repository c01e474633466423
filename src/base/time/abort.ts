// Abort signals: waits for a promise unless a signal aborts first, and joins signals.

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

const sources = new WeakMap<AbortSignal, readonly AbortSignal[]>();

/**
 * A signal that aborts as soon as one of these does, with its reason. Use it in place of `AbortSignal.any`, which in
 * Node 24.21 forgets an aborted source that is garbage-collected before anybody listens, and then never aborts.
 */
export function anySignal(signals: readonly AbortSignal[]): AbortSignal {
  const any = AbortSignal.any([...signals]);
  sources.set(any, signals);
  return any;
}

/**
 * The signal of a call: the demo's or test's, and its own option. Ignores a signal of the demo that has aborted: a hook
 * that runs after a test was stopped may still use the VM.
 */
export function callSignal(demo: AbortSignal | undefined, own?: AbortSignal): AbortSignal | undefined {
  const signals = [demo?.aborted ? undefined : demo, own].filter((signal) => signal !== undefined);
  return signals.length > 1 ? anySignal(signals) : signals[0];
}
