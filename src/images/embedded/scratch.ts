// The scratch directory of mmdebstrap, accessible to the mapped users of its user namespace.
import { requireDiskSpace } from "../../base/files/disk-space.ts";
import { OwnedDirectories, type OwnedDirectory } from "../../base/files/owned-directory.ts";
import { sharedDirectory } from "../../base/files/paths.ts";
import { run } from "../../base/process/process.ts";

/** Not /tmp, which many systems keep in memory: a root directory takes a gigabyte. */
const temporary = "/var/tmp";

const scratchDirectories = new OwnedDirectories(sharedDirectory(temporary), {
  noun: "a build's scratch directory",
  mode: 0o755,
  parentMode: 0o711,
  // A root directory from a user namespace belongs to mapped users: only such a namespace can remove it.
  remove: (path) => removeForeignTree([], path).catch(() => removeForeignTree(userNamespace, path)),
});

const userNamespace = ["unshare", "--map-root-user", "--map-auto"];

/** The root directory and its packages. */
const neededMebibytes = 3072;

/**
 * Requires disk space for a scratch directory.
 *
 * @throws {DiskSpaceError} when there is too little
 */
export async function requireScratchSpace(image: string): Promise<void> {
  await requireDiskSpace(
    temporary,
    neededMebibytes,
    `building the template of the image ${image}`,
    `free some space in ${temporary}`,
  );
}

/** Creates a scratch directory, after removing those that dead processes of this user left. */
export async function createScratchDirectory(): Promise<OwnedDirectory> {
  await scratchDirectories.sweep();
  return scratchDirectories.create("root");
}

/** Other users may write to parts of the tree, such as its /tmp: unlike Node, rm(1) never follows what they put there. */
async function removeForeignTree(prefix: readonly string[], path: string): Promise<void> {
  const [command = "rm", ...args] = [...prefix, "rm", "-rf", "--one-file-system", "--", path];
  await run(command, args, { timeout: 300_000 });
}
