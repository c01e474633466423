// A place on the host for a VM: as many at a time, over all processes of this user, as fit in cores and memory.
import { readFileSync } from "node:fs";
import { acquireAnyLock } from "../base/lock.ts";
import { log } from "../base/log.ts";
import type { Resources } from "./resources.ts";

/** A place for one VM. Give it back with `await using`. */
export interface Slot extends AsyncDisposable {
  /** Cores of the host for this VM alone; undefined where there are not enough. */
  readonly cores: readonly number[] | undefined;
}

/** Waits until the host has room for a VM of this size. The wait has no time limit of its own but the signal. */
export async function acquireSlot(host: Resources, wanted: Resources, signal?: AbortSignal): Promise<Slot> {
  const count = slotCount(host, wanted);
  const names = Array.from({ length: count }, (_, index) => `slot-${index}`);
  const lock = await acquireAnyLock(names, {
    signal,
    onWait: (holder) => log.info("waiting for a VM slot: other VMs use the host", { slots: count, holder }),
  });
  return { cores: coresOf(names.indexOf(lock.name), wanted.cpus), [Symbol.asyncDispose]: () => lock.release() };
}

/** How many VMs of this size the host holds at a time, at least one. */
export function slotCount(host: Resources, wanted: Resources): number {
  // Two times half of the memory must still make two, though half was rounded.
  const byMemory = Math.floor(host.memory / Math.max(1, wanted.memory - 1));
  return Math.max(1, Math.min(Math.floor(host.cpus / wanted.cpus), byMemory));
}

function coresOf(slot: number, cpus: number): readonly number[] | undefined {
  const cores = allowedCores().slice(slot * cpus, (slot + 1) * cpus);
  return cores.length === cpus ? cores : undefined;
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
