// Allocates CPUs, memory and a place on the host to a VM.
import type { Environment } from "../base/environment.ts";
import { log } from "../base/log.ts";
import { type Placement, waitForPlace } from "./place-wait.ts";
import type { Registry } from "./registry.ts";
import { requireMemory } from "./require-memory.ts";
import { chooseResources, hostResources, type Resources } from "./resources.ts";
import { ownRun, type Run, runLimit } from "./run-limit.ts";

/** A VM's request. */
export interface AllocationRequest {
  /** The domain's name. */
  readonly name: string;
  /** CPUs and memory (MiB) that the user set. Default: the VM's share of the host. */
  readonly options: Partial<Resources>;
  /** The run that the VM belongs to. Default: this program. */
  readonly run?: Run | undefined;
  /** The registry of VMs that share the host. Default: all of this user's. */
  readonly registry?: Registry | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The resources of a VM. Disposing of it releases them. */
export interface Allocation extends AsyncDisposable {
  readonly resources: Resources;
  readonly placement: Placement;
}

/**
 * Allocates resources. Waits for a place without a time limit, until the request's signal aborts.
 *
 * @throws {ResourceError} when a memory limit is too low for the VM
 */
export async function allocate(request: AllocationRequest, environment: Environment): Promise<Allocation> {
  const { name, options, run = ownRun(), registry, signal } = request;
  const limit = runLimit(run, environment.maxVms);
  requireMemory({ name, options, maxVms: limit?.maxVms });
  const host = await hostResources();
  if (host.cpuQuota !== undefined && host.cpuQuota < 1) {
    log.warnOnce("the limit of CPU time is below one CPU: VMs are slow, and may not be ready in time", {
      cpus: host.cpuQuota,
    });
  }
  const resources = chooseResources(host, options, limit?.maxVms);
  const held = await waitForPlace({ name, host, wanted: resources, limit, registry, signal });
  return { resources, placement: held.placement, [Symbol.asyncDispose]: () => held[Symbol.asyncDispose]() };
}
