// A socket between QEMU and this process that nobody else can reach.
import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatOwner, isAlive, ownerInName, thisOwner } from "../../base/files/owner.ts";
import { runDirectory } from "../../base/files/paths.ts";

/** UNIX sockets' paths end at 107 characters: unix(7). */
const longestPath = 107;

/** How the names of directories in the temporary directory begin. */
const temporary = "demotool-m~";

/** A place for a socket; dispose of it once both ends are connected, or sooner. */
export interface SocketPlace extends AsyncDisposable {
  readonly path: string;
}

/** Makes a directory of this user's own for one socket: where VMs have theirs, unless that is too far down. */
export async function socketPlace(parent: string = runDirectory): Promise<SocketPlace> {
  const name = `${formatOwner(thisOwner)}~${randomBytes(3).toString("hex")}`;
  const near = join(parent, `m~${name}`);
  const fits = join(near, "s").length <= longestPath;
  if (!fits) await sweepTemporary();
  const directory = fits ? near : join(tmpdir(), `${temporary}${name}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return {
    path: join(directory, "s"),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Removes what killed processes left in the temporary directory, as far as this user may: others have theirs there. */
async function sweepTemporary(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(temporary) ? ownerInName(name) : undefined;
    if (owner && !isAlive(owner)) await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}
