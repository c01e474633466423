// Files that are being written, beside the file that they become. Those of killed processes are removed.
import { randomBytes } from "node:crypto";
import { readdirSync, readlinkSync, statSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";

/** `.demotool-<process id>-<its namespace>-<random>.part`: hidden, and short enough beside a name of any length. */
const pattern = /^\.demotool-(?<pid>\d+)-(?<namespace>\d+)-[0-9a-f]{12}\.part$/;

/** The process-id namespace (pid_namespaces(7)): in another one, such as a container, a process id says nothing. */
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
  try {
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      if (pattern.test(name) && isAbandoned(name, path)) unlinkSync(path);
    }
  } catch {
    // The directory is missing or not ours: then there is nothing to remove.
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
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
}
