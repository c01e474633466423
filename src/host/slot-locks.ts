// The locks behind the places on the host, and one attempt to take those that a VM needs.

import { acquireLock, tryLock } from "../base/files/lock.ts";
import { CleanupStack } from "../base/process/cleanup.ts";
import { memoryShares } from "./memory-shares.ts";

/** The host's places as one program sees them. */
export interface SlotPool {
  /** Starts the names of the locks. */
  readonly name: string;
  /** The host's cores that VMs may run on. */
  readonly cores: readonly number[];
  /** How many VMs the program has. */
  held: number;
}

/** What a VM takes. */
export interface SlotPlan {
  /** What those who wait for it are told. */
  readonly name: string;
  /** Whether it runs on whatever core is free, together with others like it. */
  readonly shared: boolean;
  /** How many cores, if it shares none. */
  readonly cores: number;
  /** How many of the host's shares of memory. */
  readonly shares: number;
}

/** What there is too little of. */
export type Lack = "cores" | "memory";

/** What an attempt took. */
export interface Taken {
  readonly locks: CleanupStack;
  /** The VM's own cores; undefined if it shares cores, or if there are others around that share them. */
  readonly own: readonly number[] | undefined;
  /** Where a VM that shares cores has to stay, for the rest are others' own; undefined if it may go anywhere. */
  readonly within: readonly number[] | undefined;
}

/** Everything that was wanted; or nothing, and the names of locks one of which must come free first. */
export type Attempt = Taken | { readonly lack: Lack; readonly inTheWay: readonly string[] };

/** Takes all that the plan says, or nothing. Attempts do not overlap: what one gives back, none has missed. */
export async function takeSlot(plan: SlotPlan, pool: SlotPool, signal: AbortSignal | undefined): Promise<Attempt> {
  await using _alone = await acquireLock(`${pool.name}-attempt`, { signal });
  await using locks = new CleanupStack("VM slot");
  const places = await (plan.shared ? shareCores : ownCores)(locks, plan, pool);
  if ("lack" in places) return places;
  const memory = await take(locks, numbered(`${pool.name}-memory`), plan.shares, plan.name);
  if (memory.missing) return { lack: "memory", inTheWay: memory.held };
  return { locks: locks.move(), ...places };
}

type Places = Omit<Taken, "locks"> | { readonly lack: "cores"; readonly inTheWay: readonly string[] };

/** Cores that no other VM wants for itself. They are the VM's alone if nobody shares cores at the moment. */
async function ownCores(locks: CleanupStack, plan: SlotPlan, pool: SlotPool): Promise<Places> {
  const { got, held, missing } = await take(locks, namesOf(pool, "core"), plan.cores, plan.name);
  if (missing) return { lack: "cores", inTheWay: held };
  // Whoever shares cores may be on any of them: a VM that had to stay on one would wait there.
  if ((await heldOf(numbered(`${pool.name}-sharer`))).length > 0) return { own: undefined, within: undefined };
  const own = coresOf(pool, "core", got);
  const pins = await take(locks, namesOf(pool, "pin", own), own.length, plan.name);
  return pins.missing ? { lack: "cores", inTheWay: pins.held } : { own, within: undefined };
}

/** Whatever cores are not another VM's alone. */
async function shareCores(locks: CleanupStack, plan: SlotPlan, pool: SlotPool): Promise<Places> {
  const pins = namesOf(pool, "pin");
  const pinned = await heldOf(pins);
  const free = pins.filter((pin) => !pinned.includes(pin));
  if (free.length === 0 && pinned.length > 0) return { lack: "cores", inTheWay: pinned };
  await take(locks, numbered(`${pool.name}-sharer`), 1, plan.name);
  return { own: undefined, within: pinned.length > 0 ? coresOf(pool, "pin", free) : undefined };
}

/** Each core has two locks: `core` for whoever wants it, `pin` for whoever has it for itself. */
function namesOf(pool: SlotPool, what: "core" | "pin", cores = pool.cores): readonly string[] {
  return cores.map((core) => `${pool.name}-${what}-${core}`);
}

function coresOf(pool: SlotPool, what: "core" | "pin", names: readonly string[]): readonly number[] {
  return pool.cores.filter((core) => names.includes(`${pool.name}-${what}-${core}`));
}

function numbered(name: string): readonly string[] {
  return Array.from({ length: memoryShares }, (_, index) => `${name}-${index}`);
}

/** Those of the locks that somebody holds. */
async function heldOf(names: readonly string[]): Promise<readonly string[]> {
  const held: string[] = [];
  for (const name of names) {
    const lock = await tryLock(name);
    if (lock) await lock.release();
    else held.push(name);
  }
  return held;
}

interface Taking {
  readonly got: readonly string[];
  /** Those in between that somebody else holds. */
  readonly held: readonly string[];
  /** Whether there were too few. */
  readonly missing: boolean;
}

/** Takes `count` of the locks, the first that are free. */
async function take(locks: CleanupStack, names: readonly string[], count: number, note: string): Promise<Taking> {
  const got: string[] = [];
  const held: string[] = [];
  for (const name of names) {
    if (got.length === count) break;
    const lock = await tryLock(name, note);
    if (lock) got.push(locks.use(name, lock).name);
    else held.push(name);
  }
  return { got, held, missing: got.length < count };
}
