// A copy between host and guest: its paths, user and time limit.
import type { Deadline } from "../../base/time/deadline.ts";

/** Options of a copy out of the guest. */
export interface CopyOptions {
  /** Time limit in milliseconds. Default 300_000. */
  readonly timeout?: number;
}

/** Options of a copy into the guest. */
export interface CopyInOptions extends CopyOptions {
  /** The guest's user who will own the file, and whose home relative paths start at. Default `demo`. */
  readonly owner?: string;
  /** The file's permissions in the guest, such as `0o755`. Default: those on this host. */
  readonly mode?: number;
}

/** A copy, with the paths as the caller gave them. */
export interface CopyJob {
  readonly local: string;
  readonly guest: string;
  /** The guest's user whose home relative paths start at. */
  readonly user: string;
  readonly deadline: Deadline;
}

/** Returns the directory in the guest that the job's path starts at. */
export function startOf({ guest, user }: CopyJob): string {
  if (guest.startsWith("/")) return "/";
  return user === "root" ? "/root" : `/home/${user}`;
}
