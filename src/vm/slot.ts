// A place on the host for a VM, over all processes of this user: cores and memory that no other VM has.
//
// Each core has a lock, and so has each of the equal shares that the host's memory is cut into. One VM at a time
// collects what it needs and keeps what it has while it waits for the rest: none waits in a circle, and a large one
// gets its turn.
import { readFileSync } from "node:fs";
import { CleanupStack } from "../base/cleanup.ts";
import { acquireAnyLock, acquireLock, type LockOptions } from "../base/lock.ts";
import { log } from "../base/log.ts";
import type { Resources } from "./resources.ts";

/** A place for one VM. Give it back with `await using`. */
export interface Slot extends AsyncDisposable {
  /** Cores of the host for this VM alone; undefined where there are not enough. */
  readonly cores: readonly number[] | undefined;
}

/** What slots are made of, besides memory. */
export interface SlotPool {
  /** Starts the names of the locks. */
  readonly name: string;
  /** The host's cores that VMs may run on. */
  readonly cores: readonly number[];
}

/** How many shares the host's memory is cut into. */
const memoryShares = 32;

/** The slots that this thread holds. */
let held = 0;

/**
 * Waits until the host has room for a VM of this size; one that is larger than the host gets it all. The wait has no
 * time limit of its own but the signal.
 */
export async function acquireSlot(
  host: Resources,
  wanted: Resources,
  signal?: AbortSignal,
  pool: SlotPool = { name: "slot", cores: allowedCores() },
): Promise<Slot> {
  const options = { signal, onWait: waitAnnouncer() };
  await using _turn = await acquireLock(`${pool.name}-turn`, options);
  await using locks = new CleanupStack("VM slot");
  const coreCount = Math.min(wanted.cpus, pool.cores.length);
  const cores = await collect(locks, coreCount, `${pool.name}-core`, pool.cores, options);
  const shares = Array.from({ length: memoryShares }, (_, index) => index);
  await collect(locks, sharesOf(host.memory, wanted.memory), `${pool.name}-memory`, shares, options);
  held++;
  locks.defer("count", () => held--);
  const all = locks.move();
  return {
    cores: coreCount < wanted.cpus ? undefined : cores,
    [Symbol.asyncDispose]: () => all[Symbol.asyncDispose](),
  };
}

/** How many of the host's 32 shares of memory a VM needs: one at least, and never more than there are. */
export function sharesOf(hostMemory: number, memory: number): number {
  // Two times half of the memory must make no more than all of it, though half was rounded.
  return Math.min(memoryShares, Math.max(1, Math.ceil(((memory - 1) / hostMemory) * memoryShares)));
}

/** Takes `count` of the locks `<name>-<number>`, each as one comes free; returns their numbers in order. */
async function collect(
  locks: CleanupStack,
  count: number,
  name: string,
  numbers: readonly number[],
  options: LockOptions,
): Promise<readonly number[]> {
  const left = new Map(numbers.map((number) => [`${name}-${number}`, number]));
  while (numbers.length - left.size < count) {
    const lock = locks.use("lock", await acquireAnyLock([...left.keys()], options));
    left.delete(lock.name);
  }
  return numbers.filter((number) => !left.has(`${name}-${number}`));
}

/** Says once that a VM waits, and louder if it may be for this program itself. */
function waitAnnouncer(): (holder: number) => void {
  let said = false;
  return (holder) => {
    if (said) return;
    said = true;
    if (held === 0) return log.info("waiting for a VM slot: other VMs use the host", { holder });
    log.warn("waiting for a VM slot while this program has VMs of its own: end one of them if nothing else ends", {
      own: held,
      holder,
    });
  };
}

/** The cores that this process may use: `Cpus_allowed_list` in proc(5), as in `0-3,8`. */
function allowedCores(): readonly number[] {
  const status = readFileSync("/proc/self/status", "utf8");
  return parseCoreList(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? "");
}

/** Reads a kernel's list of CPUs: `0-3,8` is 0, 1, 2, 3, 8. */
export function parseCoreList(list: string): readonly number[] {
  return list.split(",").flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split("-").map(Number);
    return Number.isNaN(first) || part === ""
      ? []
      : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
