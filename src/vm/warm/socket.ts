// A socket between QEMU and this process that nobody else can reach.
import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatOwner, thisOwner } from "../../base/owner.ts";
import { runDirectory } from "../../base/paths.ts";

/** UNIX sockets' paths end at 107 characters: unix(7). */
const longestPath = 107;

/** A place for a socket; dispose of it once both ends are connected, or sooner. */
export interface SocketPlace extends AsyncDisposable {
  readonly path: string;
}

/** Makes a directory of this user's own for one socket: where VMs have theirs, unless that is too far down. */
export async function socketPlace(): Promise<SocketPlace> {
  const name = `m~${formatOwner(thisOwner)}~${randomBytes(3).toString("hex")}`;
  const fits = join(runDirectory, name, "s").length <= longestPath;
  const directory = fits ? join(runDirectory, name) : join(tmpdir(), `demotool-${name}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return {
    path: join(directory, "s"),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
