// The run folder of a VM: a directory on the host with its overlay and serial log.
import { basename, join } from "node:path";
import { OwnedDirectories } from "../base/files/owned-directory.ts";
import { runDirectory } from "../base/files/paths.ts";
import { ProcessError } from "../base/process/process.ts";
import { killProcess, qemuProcesses } from "../base/process/qemu-process.ts";
import { HeaderError, readDiskHeader } from "../images/inspect/header.ts";
import { hostTrouble } from "../images/inspect/image-state.ts";
import { qemuImg } from "../images/inspect/qemu-img.ts";

/** A VM's directory. Disposing of it removes it. */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
  /** Marks the VM's domain; see {@link isDeadOwner}. */
  readonly owner: string;
  readonly overlay: string;
  readonly serialLog: string;
}

const overlayName = "overlay.qcow2";

/** Milliseconds; it takes 30. */
const inspectionMs = 10_000;

/**
 * Creates the directory of a domain.
 *
 * @throws {OptionError} when the cache directory is not private to this user
 */
export async function createRunFolder(domain: string, parent: string = runDirectory): Promise<RunFolder> {
  const directory = await runFolders(parent).create(domain);
  return {
    path: directory.path,
    owner: directory.owner,
    overlay: join(directory.path, overlayName),
    serialLog: join(directory.path, "serial.log"),
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

/** Whether the program that owns a domain is dead for certain. False for one that cannot be told. */
export async function isDeadOwner(domain: string, owner: string, parent: string = runDirectory): Promise<boolean> {
  return runFolders(parent).isDead(domain, owner);
}

/** Ends what still uses the directory of a domain. Throws if that cannot be told: the directory is kept then. */
export type EndUsers = (domain: string, path: string) => Promise<void>;

/**
 * Removes the directories of dead owners, except those whose disk a VM still uses after `endUsers`. Only logs a warning
 * about one that cannot be removed.
 */
export async function sweepRunFolders(endUsers: EndUsers, parent: string = runDirectory): Promise<void> {
  await runFolders(parent, async (path) => {
    await endUsers(domainOf(path), path);
    return isDiskOpen(path);
  }).sweep();
}

/**
 * Removes the directories of this process and its children at exit, and kills the VMs that use them: libvirt destroys
 * them anyway, unless its daemon has restarted meanwhile.
 */
export function removeOwnRunFolders(parent: string = runDirectory): void {
  runFolders(parent).removeOwnSync(killVms);
}

function runFolders(parent: string, inUse?: (path: string) => Promise<boolean>): OwnedDirectories {
  return new OwnedDirectories(parent, { noun: "the directory of a VM", throwOnDispose: true, ...(inUse && { inUse }) });
}

/** Whether a QEMU has the overlay open: it holds a lock on it, whatever libvirt and `/proc` tell. */
async function isDiskOpen(folder: string): Promise<boolean> {
  const overlay = join(folder, overlayName);
  try {
    const { dataFile } = await readDiskHeader(overlay);
    // qemu-img would open it.
    if (dataFile !== undefined) return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    if (!(error instanceof HeaderError)) return true;
  }
  try {
    await qemuImg(["info", "-f", "qcow2", overlay], { timeout: inspectionMs });
    return false;
  } catch (error) {
    // A disk that is broken is not in use. A qemu-img that did not end by itself, or lacked something, tells nothing.
    if (!(error instanceof ProcessError) || error.exitCode === undefined) return true;
    return /Failed to get (shared )?"[^"]*" lock/.test(error.output ?? "") || hostTrouble.test(error.output ?? "");
  }
}

function killVms(folder: string): void {
  try {
    for (const { pid } of qemuProcesses(`${folder}/`)) killProcess(pid);
  } catch {
    // Without /proc, libvirt alone ends them.
  }
}

function domainOf(path: string): string {
  return basename(path).split("~")[0] ?? "";
}
