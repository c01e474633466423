// Identifies this program, and the boot of the host's kernel.
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";

/** Identifies this program, or this thread of it, among all on the host; its process id comes first. */
export const programId = `${process.pid}-${randomBytes(4).toString("hex")}`;

/** The kernel's id of this boot (random(4)); empty where it cannot be read. */
export function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

/** The parent of a process: field 4 of `/proc/<pid>/stat` (proc(5)); undefined if that cannot be read. */
export function parentOf(pid: number): number | undefined {
  try {
    // The command in field 2 may contain spaces and parentheses, so parse from the last closing parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

/**
 * Whether a process of this PID namespace has a file open. False for one that has ended or cannot be seen.
 *
 * @throws {Error} when the file is missing
 */
export function hasOpen(pid: number, path: string): boolean {
  const { dev, ino } = statSync(path, { bigint: true });
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      const found = statSync(`/proc/${pid}/fd/${descriptor}`, { bigint: true, throwIfNoEntry: false });
      return found?.dev === dev && found.ino === ino;
    });
  } catch {
    return false;
  }
}
