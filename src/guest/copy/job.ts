// A copy between host and guest: its paths, user and time limit.
import type { Deadline } from "../../base/time/deadline.ts";

/** Options of a copy out of the guest. */
export interface CopyOptions {
  /** Time limit in milliseconds. Default 300_000. */
  readonly timeout?: number;
}

/** Options of a copy into the guest. */
export interface CopyInOptions extends CopyOptions {
  /** The guest's user who will own what is copied, and whose home relative paths start at. Default `demo`. */
  readonly owner?: string;
  /** The permissions of a single file in the guest, such as `0o755`. Default: those on this host. */
  readonly mode?: number;
}

/** A copy. */
export interface CopyJob {
  /** The absolute path on this host; a separator at its end says that it is a directory. */
  readonly local: string;
  /** The path in the guest, as the caller gave it. */
  readonly guest: string;
  /** The guest's user whose home relative paths start at. */
  readonly user: string;
  readonly deadline: Deadline;
}
