// The copy-on-write layer that a VM writes to, on top of the read-only base image.
import { run } from "../base/process.ts";

/**
 * Makes an empty qcow2 overlay (https://qemu.org/docs/master/tools/qemu-img.html); it takes no space until the guest
 * writes.
 */
export async function createOverlay(backingFile: string, overlay: string, signal?: AbortSignal): Promise<void> {
  await run("qemu-img", ["create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", backingFile, overlay], {
    timeout: 60,
    signal,
    next: "check the base image and the free space in the cache directory",
  });
}
