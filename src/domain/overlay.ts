// Creates overlays: the copy-on-write layer of a VM on top of its read-only base image.
import { link } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { run } from "../base/process/process.ts";

const qemuImgMs = 60_000;

/**
 * Creates an empty qcow2 overlay (https://qemu.org/docs/master/tools/qemu-img.html), which takes no space until the
 * guest writes. Beside it, `<overlay>.base` is a hard link to the backing file, so that the VM keeps its backing file
 * even if that path is replaced.
 *
 * @param below the backing file's own backing file, which it refers to by a path relative to its directory
 */
export async function createOverlay(
  backingFile: string,
  overlay: string,
  signal?: AbortSignal,
  below?: string,
): Promise<void> {
  if (below !== undefined) await hardLink(below, join(dirname(overlay), basename(below)));
  const backing = await hardLink(backingFile, `${overlay}.base`);
  await run("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", backing, overlay], {
    timeout: qemuImgMs,
    signal,
    next: "check the base image and the free space in the cache directory",
  });
}

/** Returns the path of the overlay's backing file: the hard link, if one could be created. */
export async function backingFileOf(overlay: string): Promise<string> {
  const { stdout } = await run("qemu-img", ["info", "-U", "--output=json", overlay], { timeout: qemuImgMs });
  const { "backing-filename": file }: { readonly "backing-filename": string } = JSON.parse(stdout);
  return file;
}

/** Returns the link's path, or the file's if it cannot be linked: on another file system, or owned by another user. */
async function hardLink(file: string, path: string): Promise<string> {
  return link(file, path).then(
    () => path,
    () => file,
  );
}
