// A directory for mmdebstrap's work that the numeric users of its namespace can reach.
import { requireDiskSpace } from "../../base/files/disk-space.ts";
import { OwnedDirectories, type OwnedDirectory, removeTree } from "../../base/files/owned-directory.ts";
import { run } from "../../base/process/process.ts";

/** Not /tmp, which is in memory on many systems: a root directory takes a gigabyte. */
const parent = "/var/tmp";
const label = "demotool";

const scratchDirectories = new OwnedDirectories(parent, {
  noun: "a build's scratch directory",
  mode: 0o755,
  sharedLabel: label,
  // A root directory made in a user namespace belongs to users that only such a namespace may act for.
  remove: (path) => removeTree(path).catch(() => removeInNamespace(path)),
});

/** The root directory, and the packages that it is made from. */
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
    `making the template of the image ${image}`,
    `free some space in ${parent}`,
  );
}

/** Makes a scratch directory, after removing those that dead processes of this user left. */
export async function createScratchDirectory(): Promise<OwnedDirectory> {
  await scratchDirectories.sweep();
  return scratchDirectories.create(label);
}

async function removeInNamespace(path: string): Promise<void> {
  await run("unshare", ["--map-root-user", "--map-auto", "rm", "-rf", path], { timeout: 300_000 });
}
