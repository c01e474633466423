// The run folder of a VM: a directory on the host with its overlay and serial log.
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { OwnedDirectories, removeTree } from "../base/files/owned-directory.ts";
import { isOurs, parseOwner } from "../base/files/owner.ts";
import { runDirectory } from "../base/files/paths.ts";
import { killProcess, qemuProcesses } from "../base/process/qemu-process.ts";

const noun = "the directory of a VM";

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

/** Ends what still uses the directory of a domain. Throws if that cannot be told: the directory is kept then. */
export type EndUsers = (domain: string, path: string) => Promise<void>;

/** Removes the directories of dead owners. Only logs a warning about one that cannot be removed. */
export async function sweepRunFolders(endUsers: EndUsers, parent: string = runDirectory): Promise<void> {
  const remove = async (path: string): Promise<void> => {
    await endUsers(domainOf(path), path);
    await removeTree(path);
  };
  await new OwnedDirectories(parent, { noun, remove }).sweep();
}

/**
 * Removes the directories of this process and its children at exit, and kills the VMs that use them: libvirt destroys
 * them anyway, unless its daemon has restarted meanwhile.
 */
export function removeOwnRunFolders(parent: string = runDirectory): void {
  killOwnVms(parent);
  runFolders(parent).removeOwnSync();
}

function runFolders(parent: string): OwnedDirectories {
  return new OwnedDirectories(parent, { noun, throwOnDispose: true });
}

function killOwnVms(parent: string): void {
  try {
    if (readdirSync(parent).length === 0) return;
    for (const { pid, commandLine } of qemuProcesses(`${parent}/`)) {
      const directory = commandLine.split(`${parent}/`)[1]?.split("/")[0] ?? "";
      const owner = parseOwner(directory.split("~")[1] ?? "");
      if (owner !== undefined && isOurs(owner)) killProcess(pid);
    }
  } catch {
    // There is no directory, and so no VM.
  }
}

function domainOf(path: string): string {
  return basename(path).split("~")[0] ?? "";
}
