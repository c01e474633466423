// Refuses VMs that would exceed a memory limit: the kernel would kill them.
import { ResourceError } from "./errors.ts";
import { type MemoryForVms, memoryForVms, reservedMiB } from "./memory-limit.ts";
import { chooseResources, type Resources } from "./resources.ts";

/** A VM whose memory is checked. */
export interface MemoryRequest {
  /** The domain's name. */
  readonly name: string;
  /** MiB that the user set. Default: the VM's share. */
  readonly options: Partial<Pick<Resources, "memory">>;
  /** How many VMs share the memory. */
  readonly maxVms?: number | undefined;
  /** Whether the user can choose the VM's memory. Default true. */
  readonly adjustable?: boolean;
}

/**
 * Requires that a memory limit leaves room for a VM; without a limit it does nothing.
 *
 * @param room default: that of this process
 * @throws {ResourceError} when there is too little
 */
export function requireMemory(request: MemoryRequest, room: MemoryForVms = memoryForVms()): void {
  const { name, options, maxVms, adjustable = true } = request;
  if (room.limit === undefined) return;
  const { memory } = chooseResources({ cpus: 1, memory: room.memory }, options, maxVms);
  if (memory <= room.memory) return;
  const neededMiB = memory + reservedMiB;
  const lower = adjustable ? `, or give the VM at most ${room.memory} with the option memory` : "";
  throw new ResourceError({
    headline: `the memory limit of this container or session is too low for the VM ${name}`,
    facts: {
      domain: name,
      limitMiB: Math.floor(room.limit.bytes / 2 ** 20),
      neededMiB,
      memoryMiB: memory,
      limitedBy: room.limit.file,
    },
    next: `raise the limit to ${neededMiB} MiB (docker run --memory, Kubernetes resources.limits.memory, systemd MemoryMax)${lower}`,
  });
}
