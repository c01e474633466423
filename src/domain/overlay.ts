// Creates overlays: the copy-on-write layer of a VM on top of its read-only base image.
import { link } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readDiskHeader } from "../images/inspect/header.ts";
import { qemuImg } from "../images/inspect/qemu-img.ts";
import { requireLayer, requireStandalone } from "../images/inspect/references.ts";

const qemuImgMs = 60_000;

/**
 * Creates an empty qcow2 overlay, which takes no space until the guest writes. Beside it, `<overlay>.base` is a hard
 * link to the backing file, so that the VM keeps its backing file even if that path is replaced.
 *
 * @param below the backing file's own backing file, which it refers to by a path relative to its directory
 * @throws {ImageInvalidError} when the backing file refers to any other file
 */
export async function createOverlay(
  backingFile: string,
  overlay: string,
  signal?: AbortSignal,
  below?: string,
): Promise<void> {
  // The links are checked, not the files' own paths: they are what QEMU opens.
  const base = below === undefined ? undefined : await hardLink(below, join(dirname(overlay), basename(below)));
  const backing = await hardLink(backingFile, `${overlay}.base`);
  if (base !== undefined) await requireStandalone(base);
  const { virtualBytes } = await (below === undefined
    ? requireStandalone(backing)
    : requireLayer(backing, basename(below)));
  // With -u, qemu-img does not open the backing file.
  const args = ["create", "-q", "-u", "-f", "qcow2", "-F", "qcow2", "-b", backing, overlay, String(virtualBytes)];
  await qemuImg(args, {
    timeout: qemuImgMs,
    signal,
    next: "check the base image and the free space in the cache directory",
  });
}

/** Returns the path of the overlay's backing file: the hard link, if one could be created. */
export async function backingFileOf(overlay: string): Promise<string> {
  const { backingFile } = await readDiskHeader(overlay);
  if (backingFile === undefined) throw new Error(`${overlay} has no backing file`);
  return backingFile;
}

/** Returns the link's path, or the file's if it cannot be linked: on another file system, or owned by another user. */
async function hardLink(file: string, path: string): Promise<string> {
  return link(file, path).then(
    () => path,
    () => file,
  );
}
