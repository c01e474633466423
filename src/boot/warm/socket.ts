// Sockets between QEMU and this process that no other user can access.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OwnedDirectories, type OwnedDirectory } from "../../base/files/owned-directory.ts";
import { runDirectory, sharedDirectory } from "../../base/files/paths.ts";

/** Maximum length of a UNIX socket's path: unix(7). */
const longestPath = 107;

const noun = "the directory of a socket";
const socketName = "s";

/** The label of the directories. */
const label = "m";

/** The path of a socket; dispose of it once both ends are connected. */
export interface SocketPlace extends AsyncDisposable {
  readonly path: string;
}

/** Creates a private directory for one socket: in `parent`, or in the temporary directory if the path gets too long. */
export async function socketPlace(parent: string = runDirectory): Promise<SocketPlace> {
  const directory = await createDirectory(parent);
  return {
    path: join(directory.path, socketName),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

async function createDirectory(parent: string): Promise<OwnedDirectory> {
  // Leftovers of killed processes are swept with the directories of VMs.
  const beside = new OwnedDirectories(parent, { noun });
  if (beside.pathLength(label) + 1 + socketName.length <= longestPath) return beside.create(label);
  const temporary = new OwnedDirectories(sharedDirectory(tmpdir()), { noun });
  await temporary.sweep();
  return temporary.create(label);
}
