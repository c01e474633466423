// How much of the host a VM gets.
import { cpu, mem } from "systeminformation";
import { memoryOf, memoryShares } from "./memory-shares.ts";

/** CPUs and memory, of a VM or of the host. */
export interface Resources {
  readonly cpus: number;
  /** MiB. */
  readonly memory: number;
}

/** What the host has. */
export async function hostResources(): Promise<Resources> {
  const [processor, memory] = await Promise.all([cpu(), mem()]);
  return { cpus: processor.cores, memory: Math.floor(memory.total / 2 ** 20) };
}

/**
 * The share of a VM that was not told: half of the host, or, where a run may have more than two VMs, so much that all of
 * them fit; 1 to 8 CPUs and 4 to 32 GiB, which are the specification's.
 */
export function defaultResources(host: Resources, maxVms = 1): Resources {
  const parts = Math.max(2, maxVms);
  // Whole shares, because that is what slots are made of.
  const memory = memoryOf(host.memory, Math.floor(memoryShares / parts));
  return { cpus: clamp(host.cpus / parts, 1, 8), memory: clamp(memory, 4096, 32_768) };
}

/** What the options ask for, the default share for the rest. */
export function chooseResources(host: Resources, options: Partial<Resources>, maxVms?: number): Resources {
  const share = defaultResources(host, maxVms);
  return { cpus: options.cpus ?? share.cpus, memory: options.memory ?? share.memory };
}

/** A quarter less of everything, but at least one CPU. */
export function reduceResources(resources: Resources): Resources {
  return { cpus: Math.max(1, Math.floor(resources.cpus * 0.75)), memory: Math.floor(resources.memory * 0.75) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.floor(Math.min(high, Math.max(low, value)));
}
