// Refuses disks that refer to files that demotool did not put there: QEMU would open them, and the guest could read
// them.
import { resolve } from "node:path";
import { describeThrown } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { ImageInvalidError } from "../errors.ts";
import { type DiskHeader, HeaderError, readDiskHeader } from "./header.ts";

/**
 * Requires a disk that consists of one file.
 *
 * @throws {ImageInvalidError} when it refers to another file, or is not a sound qcow2 file
 */
export async function requireStandalone(path: string): Promise<DiskHeader> {
  const header = await headerOf(path);
  refuseReferences(path, header);
  return header;
}

/**
 * Requires a layer that demotool made: it refers to one file, the layer below it.
 *
 * @param below the name by which it refers to that file
 * @throws {ImageInvalidError} when it refers to any other file, or is not a sound qcow2 file
 */
export async function requireLayer(path: string, below: string): Promise<DiskHeader> {
  const header = await headerOf(path);
  const expected = header.backingFile === below && header.backingFormat === "qcow2";
  refuseReferences(path, expected ? { ...header, backingFile: undefined } : header);
  if (expected) return header;
  throw new ImageInvalidError({
    headline: `the disk ${path} is not a layer on ${below}`,
    facts: { path, below },
    next: "remove it; the next start makes a new one",
  });
}

/**
 * Refuses a disk whose header names another file.
 *
 * @throws {ImageInvalidError} with the command that makes one file of all
 */
export function refuseReferences(path: string, { backingFile, dataFile }: DiskHeader): void {
  const kind = dataFile === undefined ? "backing file" : "external data file";
  const name = dataFile ?? backingFile;
  if (name === undefined) return;
  throw new ImageInvalidError({
    headline: `the disk image ${path} refers to another file, which its VM could read: it is refused`,
    facts: { path, kind, name: printable(name) || "unnamed" },
    next: `if you made the image and trust that file, make one file of both: ${mergeCommand(resolve(path))}`,
  });
}

async function headerOf(path: string): Promise<DiskHeader> {
  return readDiskHeader(path).catch((error: unknown) => {
    const reason = error instanceof HeaderError ? error.message : describeThrown(error);
    throw new ImageInvalidError({
      headline: `the disk image ${path} cannot be used: ${reason}`,
      facts: { path },
      next: "remove it; the next run builds or saves a new one",
      cause: error,
    });
  });
}

/** The shell command that replaces an image by one without references. */
function mergeCommand(path: string): string {
  const [from, to] = [shellWord(path), shellWord(`${path}.merged`)];
  return `qemu-img convert -f qcow2 -O qcow2 ${from} ${to} && mv ${to} ${from}`;
}

/** Quotes a text for a shell where it needs it. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
