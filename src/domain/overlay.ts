// The copy-on-write layer that a VM writes to, on top of the read-only base image.
import { link } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { run } from "../base/process/process.ts";

const qemuImgMs = 60_000;

/**
 * Makes an empty qcow2 overlay (https://qemu.org/docs/master/tools/qemu-img.html); it takes no space until the guest
 * writes. Beside it, `<overlay>.base` is a hard link to the backing file: this VM keeps its backing file even if
 * another file takes its path.
 *
 * @param below the backing file's own backing file, which it names relative to its directory
 */
export async function createOverlay(
  backingFile: string,
  overlay: string,
  signal?: AbortSignal,
  below?: string,
): Promise<void> {
  if (below !== undefined) await hardLink(below, join(dirname(overlay), basename(below)));
  const kept = await hardLink(backingFile, `${overlay}.base`);
  await run("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", kept, overlay], {
    timeout: qemuImgMs,
    signal,
    next: "check the base image and the free space in the cache directory",
  });
}

/** The overlay's backing file: the hard link, where one was possible. */
export async function backingFileOf(overlay: string): Promise<string> {
  const { stdout } = await run("qemu-img", ["info", "-U", "--output=json", overlay], { timeout: qemuImgMs });
  const { "backing-filename": file }: { readonly "backing-filename": string } = JSON.parse(stdout);
  return file;
}

/** The link's path, or the file's own where no link is possible: on another file system, or for another user's file. */
async function hardLink(file: string, path: string): Promise<string> {
  return link(file, path).then(
    () => path,
    () => file,
  );
}
