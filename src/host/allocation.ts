// Allocates CPUs, memory and a place on the host to a VM.
import type { Environment } from "../base/environment.ts";
import { type Placement, waitForPlace } from "./place-wait.ts";
import type { Registry } from "./registry.ts";
import { chooseResources, hostResources, type Resources } from "./resources.ts";
import { ownRun, type Run, runLimit } from "./run-limit.ts";

/** What a VM asks for. */
export interface AllocationRequest {
  /** The domain's name. */
  readonly name: string;
  /** CPUs and memory (MiB) as the user set them; the default share for the rest. */
  readonly options: Partial<Resources>;
  /** The run that it counts in. Default: this program. */
  readonly run?: Run | undefined;
  /** The VMs that it must fit beside. Default: all of this user's on the host. */
  readonly registry?: Registry | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a VM has been allocated until it is disposed of. */
export interface Allocation extends AsyncDisposable {
  readonly resources: Resources;
  readonly placement: Placement;
}

/** Allocates; waits for a place as long as it takes, or until the request's signal aborts. */
export async function allocate(request: AllocationRequest, environment: Environment): Promise<Allocation> {
  const { name, options, run = ownRun(), registry, signal } = request;
  const host = await hostResources();
  const limit = runLimit(run, environment.maxVms);
  const resources = chooseResources(host, options, limit?.maxVms);
  const held = await waitForPlace({ name, host, wanted: resources, limit, registry, signal });
  return { resources, placement: held.placement, [Symbol.asyncDispose]: () => held[Symbol.asyncDispose]() };
}
