// Waits for a call no longer than its time limit or its caller's signal allows.
import { AbortedError, DemotoolError, type Facts, TimeoutError } from "../base/errors.ts";

/** How long a call is waited for. */
export interface Limit {
  /** What is waited for, as in "virDomainDestroy of demo-login". */
  readonly task: string;
  readonly facts?: Facts;
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The promise's value, if it comes in time. The promise itself is not stopped.
 *
 * @throws {TimeoutError} when the time is up
 * @throws {AbortedError} when the signal aborts; a demotool error given as its reason is thrown as it is
 */
export async function within<T>(promise: Promise<T>, limit: Limit): Promise<T> {
  throwIfAborted(limit);
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(tooLong(limit)), limit.seconds * 1000);
  const onAbort = (): void => over.reject(aborted(limit));
  limit.signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, over.promise]);
  } finally {
    clearTimeout(timer);
    limit.signal?.removeEventListener("abort", onAbort);
  }
}

/** Throws if the signal has aborted. */
export function throwIfAborted(limit: Limit): void {
  if (limit.signal?.aborted) throw aborted(limit);
}

function tooLong(limit: Limit): TimeoutError {
  const uri = limit.facts?.uri;
  return new TimeoutError({
    headline: `${limit.task} took longer than ${limit.seconds} s`,
    facts: { ...limit.facts, limitSeconds: limit.seconds },
    next: `see whether the libvirt daemon answers at all: virsh${uri === undefined ? "" : ` -c ${uri}`} list`,
  });
}

function aborted(limit: Limit): unknown {
  const reason: unknown = limit.signal?.reason;
  if (reason instanceof DemotoolError) return reason;
  return new AbortedError({
    headline: `${limit.task} was stopped`,
    facts: { ...limit.facts },
    next: "nothing, if you stopped it; else see the cause",
    cause: reason,
  });
}
