// Who made something: a process that can be recognised again after it died.
import { readFileSync, readlinkSync } from "node:fs";

/** A process, told apart from a later one with the same id by its start time. */
export interface Owner {
  /** Process id. */
  readonly pid: number;
  /** Start time in clock ticks since boot: field 22 of `/proc/<pid>/stat` (proc(5)). */
  readonly startTime: string;
  /** The boot and the process-id namespace in which `pid` counts. */
  readonly world: string;
}

/** The owner that this process is. */
export const thisOwner: Owner = { pid: process.pid, startTime: startTimeOf(process.pid) ?? "0", world: world() };

/**
 * Whether an owner still runs. One of another namespace (a container that shares the cache) cannot be looked
 * up from here and counts as alive; one of an earlier boot is dead.
 */
export function isAlive(owner: Owner): boolean {
  const [boot, namespace] = owner.world.split(" ");
  const [ourBoot, ourNamespace] = thisOwner.world.split(" ");
  if (boot !== ourBoot) return false;
  if (namespace !== ourNamespace) return true;
  return startTimeOf(owner.pid) === owner.startTime;
}

/** An owner as one word, fit for file names: `<pid>-<start time>`; {@link parseOwner} reads it back. */
export function formatOwner(owner: Owner): string {
  return `${owner.pid} ${owner.startTime} ${owner.world}`;
}

/** Reads what {@link formatOwner} wrote; undefined for anything else. */
export function parseOwner(text: string): Owner | undefined {
  const match = /^(\d+) (\d+) (\S+ \S+)$/.exec(text.trim());
  const [, pid, startTime, where] = match ?? [];
  if (pid === undefined || startTime === undefined || where === undefined) return undefined;
  return { pid: Number(pid), startTime, world: where };
}

function startTimeOf(pid: number): string | undefined {
  try {
    // The command in field 2 may hold spaces and brackets: count from its last closing bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : rest[18];
  } catch {
    return undefined;
  }
}

function world(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return "unknown unknown";
  }
}
