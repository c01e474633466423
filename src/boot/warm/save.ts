// Saves a VM's memory and devices to a file, and its disk beside it. The VM is paused for about a second.
import { once } from "node:events";
import { constants } from "node:fs";
import { chmod, copyFile, type FileHandle, open, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { requireDiskSpace } from "../../base/files/disk-space.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { poll } from "../../base/time/poll.ts";
import { qemuImg } from "../../images/inspect/qemu-img.ts";
import { requireLayer, requireStandalone } from "../../images/inspect/references.ts";
import type { Domain } from "../../libvirt/domain.ts";
import { Checksum, readThrough } from "./checksum.ts";
import type { SavedFile } from "./manifest.ts";
import { socketPlace } from "./socket.ts";
import { EmptyPageFilter } from "./stream.ts";

/**
 * Address space of qemu-img while it merges layers: up to 64 threads read and write at the same time, each with 8 MiB for
 * its stack and 64 MiB for its memory (glibc's arenas).
 */
export const copyMiB = 8192;

/** Names of the files in a state's directory. */
export const stateFiles = { state: "state", disk: "disk.qcow2", base: "base.qcow2" } as const;

/** Bytes per second, in effect unlimited: QEMU's default is meant for networks. */
const bandwidth = 2 ** 40;

/** Bytes collected for one write. */
const writeBytes = 2 ** 20;

/** MiB that stay free on the disk, whatever the guest has put into its memory, and bytes between two checks. */
export const reserveMiB = 1024;
const spaceCheckBytes = 64 * 2 ** 20;

/** Milliseconds for a cancelled migration to end. */
const cancelMs = 20_000;
/** Milliseconds between two checks of a migration. */
const migrationPollMs = 20;

/** An answer of `query-migrate` (https://qemu.org/docs/master/interop/qemu-qmp-ref.html). */
interface Migration {
  readonly status?: string;
  readonly "error-desc"?: string;
}

/** The layers of a VM's disk. */
export interface DiskLayers {
  /** The VM's own overlay. */
  readonly overlay: string;
  /** The layer of the state that the VM was started from; undefined if the overlay is directly on the base image. */
  readonly parentLayer: string | undefined;
}

/** Both files with their sizes and checksums. */
export interface SavedFiles {
  readonly state: SavedFile;
  readonly disk: SavedFile;
}

/**
 * Saves a VM into a directory in which `base.qcow2` links to its base image. The VM resumes afterwards, also after a
 * failure.
 */
export async function saveVm(
  domain: Domain,
  disk: DiskLayers,
  directory: string,
  deadline: Deadline,
): Promise<SavedFiles> {
  await domain.monitorCommand("stop");
  try {
    const state = await saveMemory(domain, join(directory, stateFiles.state), deadline);
    // QEMU releases the disk at the end of a migration and acquires it again when the VM resumes.
    await copyDisk(disk, directory, deadline);
    return { state, disk: await readThrough(join(directory, stateFiles.disk)) };
  } finally {
    await domain.resume();
  }
}

async function saveMemory(domain: Domain, path: string, deadline: Deadline): Promise<SavedFile> {
  await using place = await socketPlace();
  await using file = await open(path, "wx", 0o600);
  const server = createServer();
  try {
    server.listen(place.path);
    await once(server, "listening");
    const received = receive(server, file, { directory: dirname(path), deadline });
    received.catch(() => {});
    await domain.monitorCommand("migrate-set-parameters", { "max-bandwidth": bandwidth });
    await domain.monitorCommand("migrate", { uri: `unix:${place.path}` });
    const [saved] = await Promise.all([received, migrated(domain, deadline)]);
    return saved;
  } catch (error) {
    // The first error says more than one of the cancellation.
    await cancelled(domain).catch(() => {});
    throw error;
  } finally {
    server.close();
  }
}

/** Writes QEMU's migration stream to the file, without empty pages. */
async function receive(
  server: Server,
  file: FileHandle,
  { directory, deadline }: { readonly directory: string; readonly deadline: Deadline },
): Promise<SavedFile> {
  const [socket]: Socket[] = await deadline.race(once(server, "connection"));
  const filter = new EmptyPageFilter();
  const checksum = new Checksum();
  let kept: Buffer[] = [];
  let size = 0;
  let unchecked = 0;
  const write = async (): Promise<void> => {
    const bytes = Buffer.concat(kept, size);
    checksum.add(bytes);
    await file.appendFile(bytes);
    unchecked += size;
    kept = [];
    size = 0;
  };
  for await (const bytes of socket ?? []) {
    deadline.throwIfOver();
    for (const part of filter.push(bytes)) {
      kept.push(part);
      size += part.length;
    }
    if (size >= writeBytes) await write();
    if (unchecked >= spaceCheckBytes) {
      await requireDiskSpace(directory, reserveMiB, "saving the VM");
      unchecked = 0;
    }
  }
  filter.end();
  await write();
  return checksum.saved;
}

async function migrated(domain: Domain, deadline: Deadline): Promise<void> {
  await poll(deadline, migrationPollMs, async () => {
    const { status, "error-desc": reason } = await domain.monitorCommand<Migration>("query-migrate");
    if (status === "failed" || status === "cancelled") {
      throw new Error(`QEMU could not save the VM: ${reason ?? `its migration is ${status}`}`);
    }
    return status === "completed" || undefined;
  });
}

/** Cancels a failed migration, without whose end QEMU does not resume the VM. */
async function cancelled(domain: Domain): Promise<void> {
  await domain.monitorCommand("migrate_cancel");
  await poll(Deadline.after(cancelMs, "end of the migration"), migrationPollMs, async () => {
    const { status = "none" } = await domain.monitorCommand<Migration>("query-migrate");
    return ["none", "failed", "cancelled", "completed"].includes(status) || undefined;
  });
}

/**
 * Requires that a state's disk refers to its base image, and that one to no file.
 *
 * @throws {ImageInvalidError} when the guest could read another file
 */
export async function requireLayers(directory: string): Promise<void> {
  await requireLayer(join(directory, stateFiles.disk), stateFiles.base);
  await requireStandalone(join(directory, stateFiles.base));
}

/** Copies the layers above the base image into one. */
async function copyDisk({ overlay, parentLayer }: DiskLayers, directory: string, deadline: Deadline): Promise<void> {
  const change = async (...args: string[]): Promise<void> => {
    await qemuImg(args, { cwd: directory, memoryMiB: copyMiB, timeout: deadline.remaining(), signal: deadline.signal });
  };
  const copy = parentLayer === undefined ? stateFiles.disk : "top.qcow2";
  const below = parentLayer === undefined ? stateFiles.base : stateFiles.disk;
  await copyFile(overlay, join(directory, copy), constants.COPYFILE_FICLONE);
  if (parentLayer !== undefined) {
    await copyFile(parentLayer, join(directory, stateFiles.disk), constants.COPYFILE_FICLONE);
    await chmod(join(directory, stateFiles.disk), 0o600);
  }
  await change("rebase", "-u", "-f", "qcow2", "-F", "qcow2", "-b", below, copy);
  await requireLayers(directory);
  if (parentLayer === undefined) return;
  await change("commit", "-q", "-d", "-f", "qcow2", copy);
  await rm(join(directory, copy));
}
