// The owner of a file, directory or domain: a process, in a form that can be checked after the process has ended.
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { digestOf } from "./digest.ts";

/** A process. Its start time distinguishes it from a later process with the same id. */
export interface Owner {
  /** Process id. */
  readonly pid: number;
  /** Start time in clock ticks since boot: field 22 of `/proc/<pid>/stat` (proc(5)). */
  readonly startTime: string;
  /** The boot in which `pid` is valid: the start of the kernel's boot id (random(4)). */
  readonly boot: string;
  /** The process-id namespace in which `pid` is valid: its inode number (pid_namespaces(7)). */
  readonly namespace: string;
  /** The machine, for caches on a file server: a digest of its machine id (machine-id(5)) or else of its host name. */
  readonly machine: string;
}

/** This process as an owner. */
export const thisOwner: Owner = {
  pid: process.pid,
  startTime: processStat(process.pid)?.startTime ?? "0",
  boot: readOr("0", () => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8)),
  namespace: readOr("0", () => /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0"),
  machine: digestOf(readOr("", () => readFileSync("/etc/machine-id", "utf8").trim()) || hostname(), 8),
};

/**
 * Whether an owner is alive. An owner in another namespace (a container that shares the cache) or on another machine
 * cannot be checked and counts as alive; one of an earlier boot of this machine is dead.
 */
export function isAlive(owner: Owner): boolean {
  if (owner.boot !== thisOwner.boot) return owner.machine !== thisOwner.machine;
  if (owner.namespace !== thisOwner.namespace) return true;
  const found = processStat(owner.pid);
  return found?.startTime === owner.startTime && found.state !== "Z";
}

/** Whether the owner is this process or a child of it, which may have just ended. */
export function isOurs(owner: Owner): boolean {
  if (owner.boot !== thisOwner.boot || owner.namespace !== thisOwner.namespace) return false;
  if (owner.pid === process.pid) return owner.startTime === thisOwner.startTime;
  return processStat(owner.pid)?.parent === process.pid;
}

/** Formats an owner as a word of digits, letters and `-`, which is safe in file names; see {@link parseOwner}. */
export function formatOwner(owner: Owner): string {
  return `${owner.pid}-${owner.startTime}-${owner.boot}-${owner.namespace}-${owner.machine}`;
}

/** Parses the result of {@link formatOwner}; undefined for anything else. */
export function parseOwner(text: string): Owner | undefined {
  const fields = /^(?<pid>\d+)-(?<startTime>\d+)-(?<boot>[0-9a-f]+)-(?<namespace>\d+)-(?<machine>[0-9a-f]+)$/.exec(
    text,
  );
  if (fields?.groups === undefined) return undefined;
  const { pid, startTime = "", boot = "", namespace = "", machine = "" } = fields.groups;
  return { pid: Number(pid), startTime, boot, namespace, machine };
}

interface ProcessStat {
  readonly state: string;
  readonly parent: number;
  readonly startTime: string;
}

/** Reads fields 3, 4 and 22 of `/proc/<pid>/stat` (proc(5)); undefined for a process that is gone. */
function processStat(pid: number): ProcessStat | undefined {
  return readOr(undefined, () => {
    // The command in field 2 may contain spaces and parentheses, so parse from the last closing parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state = "", parent, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state, parent: Number(parent), startTime: rest[17] ?? "" };
  });
}

function readOr<T>(fallback: T, read: () => T): T {
  try {
    return read();
  } catch {
    return fallback;
  }
}
