// The load of a guest's CPUs, which its agent reports to the waits for a still screen.

/** What a guest's CPUs have done since its boot, in milliseconds, summed over all of them. */
export interface CpuTimes {
  /** They worked, or had nothing to do but wait for a disk: a desktop on a slow disk is not drawn yet. */
  readonly busyMs: number;
  /** All of their time, idle or not. */
  readonly totalMs: number;
  /** Number of CPUs. */
  readonly cpus: number;
}

/** A sample of the load. Undefined: the guest does not report it, at least now; `silent`: it does not answer. */
export type CpuSample = CpuTimes | "silent" | undefined;

/** Takes a sample; does not reject. */
export type SampleCpus = () => Promise<CpuSample>;

/**
 * The load between two samples, in CPUs: 1 is one CPU that was always busy, which is all that a program of one thread
 * uses. 0 after a reboot or a revert, whose times start anew.
 */
export function cpuLoad(before: CpuTimes, now: CpuTimes): number {
  const elapsedMs = (now.totalMs - before.totalMs) / now.cpus;
  return elapsedMs > 0 ? Math.max(0, now.busyMs - before.busyMs) / elapsedMs : 0;
}
