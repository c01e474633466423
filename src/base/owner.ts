// Who made something: a process that can be recognised again after it died.
import { readFileSync, readlinkSync } from "node:fs";

/** A process, told apart from a later one with the same id by its start time. */
export interface Owner {
  /** Process id. */
  readonly pid: number;
  /** Start time in clock ticks since boot: field 22 of `/proc/<pid>/stat` (proc(5)). */
  readonly startTime: string;
  /** The boot in which `pid` counts: the start of the kernel's boot id (random(4)). */
  readonly boot: string;
  /** The process-id namespace in which `pid` counts: its inode number (pid_namespaces(7)). */
  readonly namespace: string;
}

/** The owner that this process is. */
export const thisOwner: Owner = {
  pid: process.pid,
  startTime: startTimeOf(process.pid) ?? "0",
  boot: readOr("0", () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8)),
  namespace: readOr("0", () => /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0"),
};

/**
 * Whether an owner still runs. One of another namespace (a container that shares the cache) cannot be looked
 * up from here and counts as alive; one of an earlier boot is dead.
 */
export function isAlive(owner: Owner): boolean {
  if (owner.boot !== thisOwner.boot) return false;
  if (owner.namespace !== thisOwner.namespace) return true;
  return startTimeOf(owner.pid) === owner.startTime;
}

/** An owner as one word of digits, letters and `-`, fit for file names; {@link parseOwner} reads it back. */
export function formatOwner(owner: Owner): string {
  return `${owner.pid}-${owner.startTime}-${owner.boot}-${owner.namespace}`;
}

/** Reads what {@link formatOwner} wrote; undefined for anything else. */
export function parseOwner(text: string): Owner | undefined {
  const [, pid, startTime, boot, namespace] = /^(\d+)-(\d+)-([0-9a-f]+)-(\d+)$/.exec(text) ?? [];
  if (pid === undefined || startTime === undefined || boot === undefined || namespace === undefined) return undefined;
  return { pid: Number(pid), startTime, boot, namespace };
}

function startTimeOf(pid: number): string | undefined {
  return readOr(undefined, () => {
    // The command in field 2 may hold spaces and brackets: count from its last closing bracket.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" ? undefined : rest[18];
  });
}

function readOr<T>(fallback: T, read: () => T): T {
  try {
    return read();
  } catch {
    return fallback;
  }
}
