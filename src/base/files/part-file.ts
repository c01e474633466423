// Files that are being written, beside the file that they become. Those of killed processes are removed.
import { randomBytes } from "node:crypto";
import { readdirSync, readlinkSync, statSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { bootId } from "../process/program-id.ts";
import { digestOf } from "./digest.ts";

/** `.demotool-<process id>-<its namespace>-<random>.part`: hidden, and short enough beside a name of any length. */
const pattern = /^\.demotool-(?<pid>\d+)-(?<namespace>\d+)-[0-9a-f]{12}\.part$/;

/**
 * The process-id namespace (pid_namespaces(7)) of this boot: in another one, such as a container's or another host's
 * that shares the directory, a process id says nothing. The first namespaces of all hosts have the same number.
 */
const namespace = namespaceId();

/** Milliseconds after which nobody writes to a file any more; a copy from a guest is cut off after half of that. */
const abandonedAfterMs = 600_000;

const swept = new Set<string>();

/**
 * Returns a new path beside `path`, to write to and then rename. The first call for a directory removes what killed
 * processes left there.
 */
export function partPath(path: string): string {
  const directory = dirname(path);
  if (!swept.has(directory)) sweepParts(directory);
  swept.add(directory);
  return join(directory, `.demotool-${process.pid}-${namespace}-${randomBytes(6).toString("hex")}.part`);
}

/** Removes what killed processes left in a directory. Never throws. */
export function sweepParts(directory: string): void {
  for (const name of namesIn(directory)) {
    try {
      const path = join(directory, name);
      if (pattern.test(name) && isAbandoned(name, path)) unlinkSync(path);
    } catch {
      // Gone meanwhile, or another user's: it must not keep the others.
    }
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function isAbandoned(name: string, path: string): boolean {
  const { pid, namespace: other } = pattern.exec(name)?.groups ?? {};
  if (other === namespace && namespace !== "0" && isGone(Number(pid))) return true;
  return Date.now() - statSync(path).mtimeMs > abandonedAfterMs;
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function namespaceId(): string {
  try {
    const [number] = /\d+/.exec(readlinkSync("/proc/self/ns/pid")) ?? [];
    const boot = bootId();
    return number === undefined || boot === "" ? "0" : String(Number.parseInt(digestOf(`${boot} ${number}`, 12), 16));
  } catch {
    return "0";
  }
}
