// The run folder of a VM: a directory on the host with its overlay and serial log.
import { join } from "node:path";
import { OwnedDirectories } from "../base/files/owned-directory.ts";
import { runDirectory } from "../base/files/paths.ts";

/** A VM's directory. Disposing of it removes it. */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
  readonly overlay: string;
  readonly serialLog: string;
}

/** Creates the directory of a domain. */
export async function createRunFolder(domain: string, parent: string = runDirectory): Promise<RunFolder> {
  const directory = await runFolders(parent).create(domain);
  return {
    path: directory.path,
    overlay: join(directory.path, "overlay.qcow2"),
    serialLog: join(directory.path, "serial.log"),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

/** Removes the directories of dead owners. Only logs a warning about one that cannot be removed. */
export async function sweepRunFolders(parent: string = runDirectory): Promise<void> {
  await runFolders(parent).sweep();
}

/** Removes the directories of this process and its children at exit. */
export function removeOwnRunFolders(parent: string = runDirectory): void {
  // QEMU may still be writing, which is harmless: unlinked files disappear when it closes them.
  runFolders(parent).removeOwnSync();
}

function runFolders(parent: string): OwnedDirectories {
  return new OwnedDirectories(parent, { noun: "the directory of a VM", throwOnDispose: true });
}
