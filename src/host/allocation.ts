// Room for a VM: how large it is to be, and its place in the run and on the host.
import type { Environment } from "../base/environment.ts";
import { chooseResources, hostResources, type Resources } from "./resources.ts";
import { ownRun, type Run, runLimit } from "./run-limit.ts";
import { acquireSlot } from "./slot.ts";
import type { SlotPool } from "./slot-locks.ts";

/** Who needs room. */
export interface AllocationRequest {
  /** The domain's name. */
  readonly name: string;
  /** CPUs and memory (MiB) that were asked for; the rest is the default share. */
  readonly options: Partial<Resources>;
  /** The run that it counts in. Default: this program. */
  readonly run?: Run | undefined;
  /** The places that it takes one of. Default: the host's. */
  readonly pool?: SlotPool | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where on the host a VM runs. */
export interface Placement {
  /** Host CPU for each virtual one; without it nothing is pinned. */
  readonly pinning?: readonly number[];
  /** Host CPUs that the VM does not leave; without it, it may run on all. */
  readonly within?: readonly number[];
}

/** Room that a VM has until it is disposed of. */
export interface Allocation extends AsyncDisposable {
  readonly resources: Resources;
  /** The host's CPUs that it is to run on. */
  readonly placement: Placement;
}

/** Waits for room, as long as it takes or until the request's signal aborts. */
export async function allocate(request: AllocationRequest, environment: Environment): Promise<Allocation> {
  const { name, options, run = ownRun(), pool, signal } = request;
  const host = await hostResources();
  const limit = runLimit(run, environment.maxVms);
  const wanted = chooseResources(host, options, limit?.maxVms);
  const slot = await acquireSlot({ name, host, wanted, limit, pool, signal });
  return {
    resources: wanted,
    placement: { ...(slot.cores && { pinning: slot.cores }), ...(slot.within && { within: slot.within }) },
    [Symbol.asyncDispose]: () => slot[Symbol.asyncDispose](),
  };
}
