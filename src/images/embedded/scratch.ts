// The scratch directory of mmdebstrap, accessible to the mapped users of its user namespace.
import { requireDiskSpace } from "../../base/files/disk-space.ts";
import { OwnedDirectories, type OwnedDirectory, removeTree } from "../../base/files/owned-directory.ts";
import { run } from "../../base/process/process.ts";

/** Not /tmp, which many systems keep in memory: a root directory takes a gigabyte. */
const parent = "/var/tmp";
const label = "demotool";

const scratchDirectories = new OwnedDirectories(parent, {
  noun: "a build's scratch directory",
  mode: 0o755,
  sharedLabel: label,
  // A root directory from a user namespace belongs to mapped users: only such a namespace can remove it.
  remove: (path) => removeTree(path).catch(() => removeInNamespace(path)),
});

/** The root directory and its packages. */
const neededMebibytes = 3072;

/**
 * Requires disk space for a scratch directory.
 *
 * @throws {DiskSpaceError} when there is too little
 */
export async function requireScratchSpace(image: string): Promise<void> {
  await requireDiskSpace(
    parent,
    neededMebibytes,
    `building the template of the image ${image}`,
    `free some space in ${parent}`,
  );
}

/** Creates a scratch directory, after removing those that dead processes of this user left. */
export async function createScratchDirectory(): Promise<OwnedDirectory> {
  await scratchDirectories.sweep();
  return scratchDirectories.create(label);
}

async function removeInNamespace(path: string): Promise<void> {
  await run("unshare", ["--map-root-user", "--map-auto", "rm", "-rf", path], { timeout: 300_000 });
}
