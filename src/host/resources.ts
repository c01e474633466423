// Measures the host's resources and computes a VM's share of them.
import { readFileSync } from "node:fs";
import { cpu } from "systeminformation";
import { cpuQuota } from "../base/cgroup/limits.ts";
import { memoryForVms } from "./memory-limit.ts";

/** CPUs and memory, of a VM or of the host. */
export interface Resources {
  readonly cpus: number;
  /** In MiB. */
  readonly memory: number;
}

/** What this process may use of the host. */
export interface HostResources extends Resources {
  /** The quota of CPU time in CPUs, if it is lower than the number of cores. */
  readonly cpuQuota?: number;
}

/** Limits of what a process may use. */
export interface CpuLimits {
  /** The cores that it may run on (sched_setaffinity(2)). */
  readonly allowed: number;
  /** CPU time in CPUs. */
  readonly quota: number | undefined;
}

/** Returns the cores and the memory that VMs of this process may use: those of the host, or less under limits. */
export async function hostResources(): Promise<HostResources> {
  const { cores } = await cpu();
  const limits = { allowed: allowedCores().length, quota: cpuQuota() };
  return { ...limitedCpus(cores, limits), memory: memoryForVms().memory };
}

/** Applies limits to the number of the host's cores: whole CPUs, at least one. */
export function limitedCpus(cores: number, { allowed, quota }: CpuLimits): Pick<HostResources, "cpus" | "cpuQuota"> {
  const usable = allowed > 0 ? Math.min(cores, allowed) : cores;
  if (quota === undefined || quota >= usable) return { cpus: usable };
  return { cpus: Math.max(1, Math.floor(quota)), cpuQuota: quota };
}

/** Returns the cores that this process may use: `Cpus_allowed_list` in proc(5), such as `0-3,8`. */
export function allowedCores(): readonly number[] {
  const status = readFileSync("/proc/self/status", "utf8");
  return parseCoreList(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? "");
}

/** Parses the kernel's list of CPUs: `0-3,8` is 0, 1, 2, 3, 8. */
export function parseCoreList(list: string): readonly number[] {
  return list.split(",").flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split("-").map(Number);
    return Number.isNaN(first) || part === ""
      ? []
      : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/**
 * Returns the default share of a VM: half of the host or, if a run may have more than two VMs, an equal part for each;
 * 1 to 8 CPUs and 4 to 32 GiB, as specified.
 */
export function defaultResources(host: Resources, maxVms = 1): Resources {
  const parts = Math.max(2, maxVms);
  return { cpus: clamp(host.cpus / parts, 1, 8), memory: clamp(host.memory / parts, 4096, 32_768) };
}

/** Returns the requested resources, with the default share for those not requested. */
export function chooseResources(host: Resources, options: Partial<Resources>, maxVms?: number): Resources {
  const share = defaultResources(host, maxVms);
  return { cpus: options.cpus ?? share.cpus, memory: options.memory ?? share.memory };
}

/** Returns a quarter less of everything, but at least one CPU. */
export function reduceResources(resources: Resources): Resources {
  return { cpus: Math.max(1, Math.floor(resources.cpus * 0.75)), memory: Math.floor(resources.memory * 0.75) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.floor(Math.min(high, Math.max(low, value)));
}
