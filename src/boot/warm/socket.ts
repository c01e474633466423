// Sockets between QEMU and this process that no other user can access.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OwnedDirectories, type OwnedDirectory } from "../../base/files/owned-directory.ts";
import { runDirectory } from "../../base/files/paths.ts";

/** Maximum length of a UNIX socket's path: unix(7). */
const longestPath = 107;

const noun = "the directory of a socket";
const socketName = "s";

/** Labels of the directories: beside those of VMs, and in the temporary directory. */
const labels = { run: "m", temporary: "demotool-m" };

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
  if (beside.pathLength(labels.run) + 1 + socketName.length <= longestPath) return beside.create(labels.run);
  const temporary = new OwnedDirectories(tmpdir(), { noun, sharedLabel: labels.temporary });
  await temporary.sweep();
  return temporary.create(labels.temporary);
}
