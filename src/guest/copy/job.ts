// What is copied between host and guest, and from where to where.
import type { Deadline } from "../../base/time/deadline.ts";

/** Options of a copy out of the guest. */
export interface CopyOptions {
  /** Time limit in seconds. Default 300. */
  readonly timeout?: number;
}

/** Options of a copy into the guest. */
export interface CopyInOptions extends CopyOptions {
  /** The guest's user who will own the file, and at whose home a relative path begins. Default `demo`. */
  readonly owner?: string;
  /** The file's permissions in the guest, as in `0o755`. Default: those it has here. */
  readonly mode?: number;
}

/** A copy, its paths as they were given. */
export interface CopyJob {
  readonly local: string;
  readonly guest: string;
  /** The guest's user at whose home a relative path begins. */
  readonly user: string;
  readonly deadline: Deadline;
}

/** Where relative paths in the guest begin, for a path that may be relative. */
export function startOf({ guest, user }: CopyJob): string {
  if (guest.startsWith("/")) return "/";
  return user === "root" ? "/root" : `/home/${user}`;
}
