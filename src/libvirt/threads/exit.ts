// Lets a process exit while a libvirt call hangs: Node waits for the worker thread until the call returns.
import { createRequire } from "node:module";
import { isMainThread } from "node:worker_threads";

/** One flag per worker thread: 1 while it is inside a libvirt call. Shared with the worker. */
export type InsideFlag = Int32Array<SharedArrayBuffer>;

/** At exit, milliseconds to wait for calls that are about to return. */
const exitWaitMs = 2000;

const flags = new Set<InsideFlag>();

/** Creates a worker's flag. */
export function registerThread(): InsideFlag {
  if (flags.size === 0 && isMainThread) process.on("exit", leave);
  const flag = new Int32Array(new SharedArrayBuffer(4));
  flags.add(flag);
  return flag;
}

/** Drops the flag of a worker that has ended. */
export function unregisterThread(flag: InsideFlag): void {
  flags.delete(flag);
  if (flags.size === 0) process.off("exit", leave);
}

/** Marks the beginning of a call. */
export function enterCall(flag: InsideFlag): void {
  Atomics.store(flag, 0, 1);
}

/** Marks the end of a call. */
export function leaveCall(flag: InsideFlag): void {
  Atomics.store(flag, 0, 0);
  Atomics.notify(flag, 0);
}

function leave(code: number): void {
  const end = performance.now() + exitWaitMs;
  for (const flag of flags) {
    const outcome = Atomics.wait(flag, 0, 1, Math.max(0, end - performance.now()));
    if (outcome === "timed-out") exitNow(code);
  }
}

/** _exit(2): ends the process without waiting for its threads. The kernel closes the connections to libvirt. */
function exitNow(code: number): never {
  const koffi = createRequire(import.meta.url)("koffi") as typeof import("koffi");
  return koffi.load(null).func("void _exit(int status)")(code) as never;
}
