// Runs qemu-img (https://qemu.org/docs/master/tools/qemu-img.html) with a limit of its memory and processor time.
import { type RunOptions, type RunResult, run } from "../../base/process/process.ts";

/**
 * A check of an image of 32 TiB needs 1 GiB for its reference counts. A damaged image, or one that was made to do harm,
 * asks for any amount of memory and for hours.
 */
const defaultMemoryMiB = 1024;
/** A check needs less than a second for each gigabyte. */
const cpuMs = 120_000;

/**
 * Runs qemu-img. It opens every file that an image names: pass images that {@link requireStandalone} or
 * {@link requireLayer} accepts, and their format.
 *
 * @param options `memoryMiB` is the address space; the default suffices for what reads an image's structure
 * @throws {ProcessError} when it fails, takes too long or exceeds a limit
 */
export function qemuImg(
  args: readonly string[],
  { memoryMiB = defaultMemoryMiB, ...options }: Omit<RunOptions, "limits"> & { readonly memoryMiB?: number },
): Promise<RunResult> {
  return run("qemu-img", args, { ...options, limits: { memoryMiB, cpuMs } });
}
