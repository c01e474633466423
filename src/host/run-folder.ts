// The directory of one VM on the host: its overlay, its serial log.
import { join } from "node:path";
import { OwnedDirectories } from "../base/files/owned-directory.ts";
import { runDirectory } from "../base/files/paths.ts";

/** A VM's directory; disposal removes it. */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
  readonly overlay: string;
  readonly serialLog: string;
}

/** Makes the directory of the domain `domain`. */
export async function createRunFolder(domain: string, parent: string = runDirectory): Promise<RunFolder> {
  const directory = await runFolders(parent).create(domain);
  return {
    path: directory.path,
    overlay: join(directory.path, "overlay.qcow2"),
    serialLog: join(directory.path, "serial.log"),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

/** Removes the directories of dead owners. Logs a warning for one that cannot be removed: it takes up disk space only. */
export async function sweepRunFolders(parent: string = runDirectory): Promise<void> {
  await runFolders(parent).sweep();
}

/** Removes the directories of this process and its children as it exits. */
export function removeOwnRunFolders(parent: string = runDirectory): void {
  // QEMU may still write for a moment: to unlinked files, which vanish when it closes them.
  runFolders(parent).removeOwnSync();
}

function runFolders(parent: string): OwnedDirectories {
  return new OwnedDirectories(parent, { noun: "the directory of a VM", throwOnDispose: true });
}
