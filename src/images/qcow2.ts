// Is a file a sound qcow2 image? As qemu-img sees it (https://qemu.org/docs/master/tools/qemu-img.html).
import { access, constants, stat } from "node:fs/promises";
import { describeThrown, tail } from "../base/errors.ts";
import { ProcessError, run } from "../base/process.ts";

/** What a look at an image file found. */
export type ImageState =
  | { readonly state: "absent" }
  | { readonly state: "sound"; readonly bytes: number }
  | { readonly state: "broken"; readonly reason: string };

/** Checks that a file exists, is readable, is qcow2, and that its tables are consistent. */
export async function inspectImage(path: string, signal?: AbortSignal): Promise<ImageState> {
  const file = await stat(path).catch(() => undefined);
  if (file === undefined) return { state: "absent" };
  try {
    if (!file.isFile()) return { state: "broken", reason: "it is not a file" };
    await access(path, constants.R_OK);
    const format = await imageFormat(path, signal);
    if (format !== "qcow2") return { state: "broken", reason: `its format is ${format}, not qcow2` };
    await run("qemu-img", ["check", "-U", "-f", "qcow2", "--output=json", path], { timeout: 300, signal });
    return { state: "sound", bytes: file.size };
  } catch (error) {
    signal?.throwIfAborted();
    // A missing or hanging qemu-img says nothing about the image.
    if (error instanceof ProcessError && error.exitCode === undefined) throw error;
    return { state: "broken", reason: reasonOf(error) };
  }
}

async function imageFormat(path: string, signal?: AbortSignal): Promise<string> {
  const { stdout } = await run("qemu-img", ["info", "-U", "--output=json", path], { timeout: 60, signal });
  const information: { readonly format?: string } = JSON.parse(stdout);
  return information.format ?? "unknown";
}

function reasonOf(error: unknown): string {
  const output = error instanceof ProcessError ? tail(error.output ?? "", 3) : "";
  return output || describeThrown(error);
}
