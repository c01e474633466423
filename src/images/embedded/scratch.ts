// A directory for mmdebstrap's work that the numeric users of its namespace can reach, and that leaves nothing behind.
import { chmod, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { describeThrown } from "../../base/errors.ts";
import { requireDiskSpace } from "../../base/files/disk-space.ts";
import { formatOwner, isAlive, ownerInName, thisOwner } from "../../base/files/owner.ts";
import { log } from "../../base/log.ts";
import { run } from "../../base/process/process.ts";

/** Not /tmp, which is in memory on many systems: a root directory takes a gigabyte. */
const parent = "/var/tmp";
const prefix = "demotool~";
/** The root directory, and the packages that it is made from. */
const neededMebibytes = 3072;

/** A directory that is removed when it is disposed of. */
export interface Scratch extends AsyncDisposable {
  readonly path: string;
}

/**
 * Requires disk space for a scratch directory.
 *
 * @throws {DiskSpaceError} when there is too little
 */
export async function requireScratchSpace(image: string): Promise<void> {
  await requireDiskSpace(
    parent,
    neededMebibytes,
    `making the template of the image ${image}`,
    `free some space in ${parent}`,
  );
}

/** Makes a scratch directory, after removing those that dead processes of this user left. */
export async function scratchDirectory(): Promise<Scratch> {
  await sweep();
  const path = await mkdtemp(join(parent, `${prefix}${formatOwner(thisOwner)}~`));
  await chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => remove(path) };
}

async function sweep(): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(prefix)) continue;
    const owner = ownerInName(name);
    const { uid } = await stat(join(parent, name)).catch(() => ({ uid: -1 }));
    if (owner !== undefined && uid === process.getuid?.() && !isAlive(owner)) await remove(join(parent, name));
  }
}

/**
 * A root directory made in a user namespace belongs to users that only such a namespace may act for. What cannot be
 * removed takes up disk space until a later sweep, but does not fail the build.
 */
async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true }).catch(() => removeInNamespace(path));
  } catch (error) {
    log.warn("a build's scratch directory could not be removed", { path, reason: describeThrown(error) });
  }
}

async function removeInNamespace(path: string): Promise<void> {
  await run("unshare", ["--map-root-user", "--map-auto", "rm", "-rf", path], { timeout: 300 });
}
