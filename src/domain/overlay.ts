// The copy-on-write layer that a VM writes to, on top of the read-only base image.
import { link } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { run } from "../base/process/process.ts";

/**
 * Makes an empty qcow2 overlay (https://qemu.org/docs/master/tools/qemu-img.html); it takes no space until the guest
 * writes. Beside it, `<overlay>.base` is a hard link to the backing file: should that be replaced before QEMU opens it,
 * or while it runs, this VM keeps the one it was made for.
 *
 * @param below the file that the backing file has as its own backing file, by its name in the same directory
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
    timeout: 60,
    signal,
    next: "check the base image and the free space in the cache directory",
  });
}

/** The file that an overlay lies on: the link, where there could be one. */
export async function backingFileOf(overlay: string): Promise<string> {
  const { stdout } = await run("qemu-img", ["info", "-U", "--output=json", overlay], { timeout: 60 });
  const { "backing-filename": file }: { readonly "backing-filename": string } = JSON.parse(stdout);
  return file;
}

/** The link's path, or the file's own where there can be none: on another file system, or a file of another user. */
async function hardLink(file: string, path: string): Promise<string> {
  return link(file, path).then(
    () => path,
    () => file,
  );
}
