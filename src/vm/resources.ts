// How much of the host a VM gets.
import { cpu, mem } from "systeminformation";
import type { VmOptions } from "./options.ts";

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

/** The specification's share: half of the host, 1 to 8 CPUs and 4 to 32 GiB. */
export function defaultResources(host: Resources): Resources {
  return { cpus: clamp(host.cpus / 2, 1, 8), memory: clamp(host.memory / 2, 4096, 32_768) };
}

/** What the options ask for, the default share for the rest. */
export function chooseResources(host: Resources, options: VmOptions): Resources {
  const share = defaultResources(host);
  return { cpus: options.cpus ?? share.cpus, memory: options.memory ?? share.memory };
}

/** A quarter less of everything, but at least one CPU. */
export function reduceResources(resources: Resources): Resources {
  return { cpus: Math.max(1, Math.floor(resources.cpus * 0.75)), memory: Math.floor(resources.memory * 0.75) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.floor(Math.min(high, Math.max(low, value)));
}
