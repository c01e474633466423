// Guests whose CPUs have a load that the test sets.
import type { CpuTimes } from "../../src/base/cpu-load.ts";

/** Samples of a guest in which `load()` CPUs work, as time passes. */
export function cpusWithLoad(load: () => number, cpus = 1): () => Promise<CpuTimes> {
  let last = performance.now();
  let times: CpuTimes = { busyMs: 0, totalMs: 0, cpus };
  return async () => {
    const now = performance.now();
    const elapsedMs = now - last;
    last = now;
    times = { busyMs: times.busyMs + load() * elapsedMs, totalMs: times.totalMs + cpus * elapsedMs, cpus };
    return times;
  };
}
