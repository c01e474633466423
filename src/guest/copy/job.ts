// A copy between host and guest: its paths, its user, its time limit.
import type { Deadline } from "../../base/time/deadline.ts";

/** Options of a copy out of the guest. */
export interface CopyOptions {
  /** Time limit in milliseconds. Default 300_000. */
  readonly timeout?: number;
}

/** Options of a copy into the guest. */
export interface CopyInOptions extends CopyOptions {
  /** The guest's user who will own the file, and at whose home a relative path begins. Default `demo`. */
  readonly owner?: string;
  /** The file's permissions in the guest, as in `0o755`. Default: those it has here. */
  readonly mode?: number;
}

/** A copy, with its paths as the user gave them. */
export interface CopyJob {
  readonly local: string;
  readonly guest: string;
  /** The guest's user at whose home a relative path begins. */
  readonly user: string;
  readonly deadline: Deadline;
}

/** The directory in the guest at which the job's path begins. */
export function startOf({ guest, user }: CopyJob): string {
  if (guest.startsWith("/")) return "/";
  return user === "root" ? "/root" : `/home/${user}`;
}
