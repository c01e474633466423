// What the control groups of this process allow it: memory and CPU time. Limits of the groups above count too.
import { readGroupEntry, readGroupFile } from "./files.ts";
import { type ControlGroup, controlGroupOf } from "./membership.ts";

/** A limit of memory. */
export interface MemoryLimit {
  readonly bytes: number;
  /** The file that sets it. */
  readonly file: string;
}

/** Version 1 says "no limit" with the largest multiple of a page. No host has so much memory. */
const unlimitedBytes = 2 ** 60;

/**
 * Returns the lowest limit of memory among a group and those above it; undefined without a limit.
 *
 * @param group default: that of this process
 */
export function memoryLimit(group: ControlGroup | undefined = controlGroupOf("memory")): MemoryLimit | undefined {
  const { version, directories = [] } = group ?? {};
  const files = version === 2 ? ["memory.max", "memory.high"] : ["memory.limit_in_bytes"];
  const limits = directories.flatMap((directory) => files.map((file) => inFile(directory, file)));
  const [own] = directories;
  if (version === 1 && own !== undefined) {
    // The lowest of all groups above, even of those that a container does not see.
    const bytes = readGroupEntry(own, "memory.stat", "hierarchical_memory_limit");
    limits.push({ bytes, file: `${own}/memory.stat` });
  }
  return limits.filter(isLimit).sort((a, b) => a.bytes - b.bytes)[0];
}

/**
 * Returns the lowest quota of CPU time among a group and those above it, in CPUs, such as 1.5; undefined without one.
 *
 * @param group default: that of this process
 */
export function cpuQuota(group: ControlGroup | undefined = controlGroupOf("cpu")): number | undefined {
  const quotas = (group?.directories ?? []).map((directory) => {
    const [quota, period] =
      group?.version === 2
        ? (readGroupFile(directory, "cpu.max") ?? "").split(" ")
        : [readGroupFile(directory, "cpu.cfs_quota_us"), readGroupFile(directory, "cpu.cfs_period_us")];
    return Number(quota) / Number(period);
  });
  const lowest = Math.min(...quotas.filter((quota) => quota > 0));
  return Number.isFinite(lowest) ? lowest : undefined;
}

interface MaybeLimit {
  readonly bytes: number | undefined;
  readonly file: string;
}

/** `max` stands for no limit. */
function inFile(directory: string, file: string): MaybeLimit {
  const content = readGroupFile(directory, file);
  return { bytes: content === undefined || content === "" ? undefined : Number(content), file: `${directory}/${file}` };
}

function isLimit(limit: MaybeLimit): limit is MemoryLimit {
  return limit.bytes !== undefined && limit.bytes < unlimitedBytes;
}
