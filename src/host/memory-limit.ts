// How much memory VMs may have under the memory limits of control groups.
import { totalmem } from "node:os";
import { type MemoryLimit, memoryLimit } from "../base/cgroup/limits.ts";

/**
 * MiB of a limit that are not for guests' memory: QEMU's own 200 to 400 (more code under emulation), Vitest's processes
 * and ffmpeg.
 */
export const reservedMiB = 512;

/** How much memory VMs may have. */
export interface MemoryForVms {
  /** In MiB. */
  readonly memory: number;
  /** The limit that makes it less than the host has. */
  readonly limit?: MemoryLimit;
}

/**
 * Returns the memory that VMs may have: that of the host, or less under a limit.
 *
 * @param limit default: that of this process
 */
export function memoryForVms(
  limit: MemoryLimit | undefined = memoryLimit(),
  hostMiB: number = Math.floor(totalmem() / 2 ** 20),
): MemoryForVms {
  const limitMiB = limit && Math.floor(limit.bytes / 2 ** 20);
  if (limit === undefined || limitMiB === undefined || limitMiB >= hostMiB) return { memory: hostMiB };
  return { memory: Math.max(0, limitMiB - reservedMiB), limit };
}
