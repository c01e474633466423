// A place on the host for a VM, over all processes of this user: memory that no other VM has, and cores likewise,
// unless the VM may share them.
//
// Cores have locks, and so has each share of the host's memory. A VM takes all that it needs or nothing. One at a
// time waits in front and holds nothing meanwhile: none waits in a circle, and a large one gets its turn.

import { acquireAnyLock, anyRelease } from "../base/files/lock.ts";
import { joinQueue } from "../base/files/queue.ts";
import { CleanupStack } from "../base/process/cleanup.ts";
import { allowedCores } from "./cores.ts";
import { sharesOf } from "./memory-shares.ts";
import type { Resources } from "./resources.ts";
import { type RunLimit, runPlaces, sharesCores } from "./run-limit.ts";
import { type SlotPlan, type SlotPool, type Taken, takeSlot } from "./slot-locks.ts";
import { SlotWait } from "./slot-wait.ts";

/** A place for one VM. Give it back with `await using`. */
export interface Slot extends AsyncDisposable {
  /** Cores of the host for this VM alone; undefined where there are not enough, or where VMs share them. */
  readonly cores: readonly number[] | undefined;
  /** Cores that this VM must not leave, because the others are other VMs' own; undefined if it may run on all. */
  readonly within: readonly number[] | undefined;
}

/** Who wants a place. */
export interface SlotRequest {
  /** What those who have to wait for this VM are told. */
  readonly name: string;
  readonly host: Resources;
  /** What the VM needs; one that is larger than the host gets it all. */
  readonly wanted: Resources;
  /** How many VMs the run may have. Default: as many as fit on the host. */
  readonly limit?: RunLimit | undefined;
  /** The wait has no other time limit. */
  readonly signal?: AbortSignal | undefined;
  /** Default: the host's. */
  readonly pool?: SlotPool | undefined;
}

let hostPool: SlotPool | undefined;

/**
 * Waits until the run may have another VM, and until the host has room for it.
 *
 * A VM that shares cores keeps off those that are another VM's own, and waits only where these are all. A VM that wants
 * cores of its own waits until the others that want the same leave it enough; beside VMs that share cores it is not
 * pinned to them.
 */
export async function acquireSlot(request: SlotRequest): Promise<Slot> {
  hostPool ??= { name: "slot", cores: allowedCores(), held: 0 };
  const { name, host, wanted, limit, signal, pool = hostPool } = request;
  const plan: SlotPlan = {
    name,
    shared: sharesCores(limit, wanted.cpus, pool.cores.length),
    cores: Math.min(wanted.cpus, pool.cores.length),
    shares: sharesOf(host.memory, wanted.memory),
  };
  await using locks = new CleanupStack("VM slot");
  using wait = new SlotWait(name, pool.held, signal);
  if (limit)
    locks.use("place in the run", await acquireAnyLock(runPlaces(limit), wait.for("run", { maxVms: limit.maxVms })));
  // A program that has VMs must not stand behind others, who may be waiting for just these.
  await using _turn = pool.held > 0 ? undefined : await joinQueue(`${pool.name}-turn`, wait.for("turn"));
  const { locks: taken, own, within } = await take(plan, pool, wait);
  locks.use("host", taken);
  pool.held++;
  locks.defer("count", () => pool.held--);
  const all = locks.move();
  return {
    cores: plan.cores < wanted.cpus ? undefined : own,
    within,
    [Symbol.asyncDispose]: () => all[Symbol.asyncDispose](),
  };
}

/** Tries again whenever something comes free of what was in the way. */
async function take(plan: SlotPlan, pool: SlotPool, wait: SlotWait): Promise<Taken> {
  for (;;) {
    const attempt = await takeSlot(plan, pool, wait.signal);
    if ("locks" in attempt) return attempt;
    await anyRelease(attempt.inTheWay, wait.for(attempt.lack));
    wait.signal?.throwIfAborted();
  }
}
