// Waits until a VM has a place on the host.
import { anyRelease } from "../base/files/lock.ts";
import { programId } from "../base/process/program-id.ts";
import { coresWithin, type Place, type PlaceRequest, place, type RunLimit, type Wait } from "./place.ts";
import { aliveLock, type Entry, hostRegistry, type Registry, register, turnLock, withOthers } from "./registry.ts";
import type { HostResources, Resources } from "./resources.ts";
import { sharesCores } from "./run-limit.ts";
import { WaitNotice } from "./wait-notice.ts";

/** A VM's request for a place on the host. */
export interface PlaceWaitRequest {
  /** The VM's name, for the log lines of VMs that wait for it. */
  readonly name: string;
  readonly host: HostResources;
  /** What the VM needs. A VM that is larger than the host gets the whole host. */
  readonly wanted: Resources;
  /** The run's limit of VMs. Default: as many as fit on the host. */
  readonly limit?: RunLimit | undefined;
  /** Ends the wait, which has no other time limit. */
  readonly signal?: AbortSignal | undefined;
  /** Default: the host's. */
  readonly registry?: Registry | undefined;
  /** The program that the VM belongs to. Default: this process. */
  readonly program?: string | undefined;
}

/** The host CPUs that a VM runs on. */
export interface Placement {
  /** The host CPU of each virtual CPU. Default: no pinning. */
  readonly pinning?: readonly number[];
  /** The host CPUs that the VM may use. Default: all. */
  readonly within?: readonly number[];
}

/** A VM's place on the host. Dispose of it when the VM is gone. */
export interface HeldPlace extends AsyncDisposable {
  readonly placement: Placement;
}

/** Waits until the run's limit allows another VM, it is the VM's turn, and the host has enough cores and memory. */
export async function waitForPlace(request: PlaceWaitRequest): Promise<HeldPlace> {
  const { name, signal, program = programId } = request;
  const registry = request.registry ?? (await hostRegistry());
  signal?.throwIfAborted();
  const entry = await register(registry, name);
  using notice = new WaitNotice(name, signal);
  try {
    const ticket = await takeTicket(registry, entry, { ...needsOf(request, registry), program }, signal);
    for (;;) {
      const { outcome, own } = await attempt(registry, entry, ticket, request);
      if ("placement" in outcome) return { ...outcome, [Symbol.asyncDispose]: () => entry[Symbol.asyncDispose]() };
      const lock = outcome.reason === "turn" ? turnLock : aliveLock;
      const facts = outcome.reason === "run" ? { maxVms: ticket.limit?.maxVms } : {};
      await anyRelease(
        outcome.blockers.map((id) => lock(registry, id)),
        notice.for(outcome.reason, own, facts),
      );
      signal?.throwIfAborted();
    }
  } catch (error) {
    await entry[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Returns the cores of which VMs get some. Under a quota of CPU time they only stand for that many CPUs: other containers
 * would choose the same ones, so VMs are not pinned to them.
 */
function coresOf({ host }: PlaceWaitRequest, { cores }: Registry): readonly number[] {
  return host.cpuQuota === undefined ? cores : cores.slice(0, host.cpus);
}

/** Converts the request to the registry's terms. */
function needsOf(request: PlaceWaitRequest, registry: Registry): Omit<PlaceRequest, "program" | "ticket"> {
  const { host, wanted, limit } = request;
  const shared = sharesCores(limit, wanted.cpus, coresOf(request, registry).length);
  return { cores: shared ? 0 : wanted.cpus, memory: Math.min(wanted.memory, host.memory), limit };
}

/** Joins the end of the queue. */
function takeTicket(
  registry: Registry,
  entry: Entry,
  needs: Omit<PlaceRequest, "ticket">,
  signal: AbortSignal | undefined,
): Promise<PlaceRequest> {
  return withOthers(registry, entry.id, signal, async (others) => {
    const request = { ...needs, ticket: Math.max(0, ...others.map(({ ticket }) => ticket)) + 1 };
    await entry.write(request);
    return request;
  });
}

interface Attempt {
  readonly outcome: { readonly placement: Placement } | Wait;
  /** Number of VMs that the program has. */
  readonly own: number;
}

function attempt(registry: Registry, entry: Entry, ticket: PlaceRequest, request: PlaceWaitRequest): Promise<Attempt> {
  const { host, wanted, signal } = request;
  return withOthers(registry, entry.id, signal, async (others) => {
    const capacity = { memory: host.memory, cores: coresOf(request, registry) };
    const own = others.filter((vm) => vm.place && vm.program === ticket.program).length;
    const found = place(ticket, capacity, others);
    if ("reason" in found) return { outcome: found, own };
    await entry.write({ ...ticket, place: found });
    await entry.leaveQueue();
    if (host.cpuQuota !== undefined) return { outcome: { placement: {} }, own };
    const within = found.cores.length === 0 ? coresWithin(capacity, others) : undefined;
    return { outcome: { placement: placementOf(found, within, wanted.cpus) }, own };
  });
}

/** A VM with more CPUs than the host has cores gets all cores, without pinning. */
function placementOf({ cores, pinned }: Place, within: readonly number[] | undefined, cpus: number): Placement {
  return { ...(pinned && cores.length === cpus && { pinning: cores }), ...(within && { within }) };
}
