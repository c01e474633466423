// Checks whether a file is an intact qcow2 image, with qemu-img (https://qemu.org/docs/master/tools/qemu-img.html).
import { access, constants, stat } from "node:fs/promises";
import { describeThrown, tail } from "../base/errors.ts";
import { ProcessError, run } from "../base/process/process.ts";

/** The state of an image file. */
export type ImageState =
  | { readonly state: "absent" }
  | { readonly state: "sound"; readonly bytes: number }
  /** `bytes` is the file's size; undefined if it is not a regular file. */
  | { readonly state: "broken"; readonly reason: string; readonly bytes?: number };

/** The part of `qemu-img info --output=json` that is used. */
interface Information {
  readonly format?: string;
  readonly "cluster-size"?: number;
  /** Set by QEMU when it finds damaged tables; from then on it opens the image read-only. */
  readonly "format-specific"?: { readonly data?: { readonly corrupt?: boolean } };
}

/** Checks that a file exists, is readable, is qcow2, and that its tables are consistent. */
export async function inspectImage(path: string, signal?: AbortSignal): Promise<ImageState> {
  const file = await stat(path).catch(absentOrThrow);
  if (file === undefined) return { state: "absent" };
  if (!file.isFile()) return { state: "broken", reason: "it is not a regular file" };
  const { size: bytes } = file;
  try {
    await access(path, constants.R_OK);
    const reason = await findFlaw(path, bytes, signal);
    return reason === undefined ? { state: "sound", bytes } : { state: "broken", reason, bytes };
  } catch (error) {
    signal?.throwIfAborted();
    // A missing or hanging qemu-img says nothing about the image.
    if (error instanceof ProcessError && error.exitCode === undefined) throw error;
    return { state: "broken", reason: reasonOf(error), bytes };
  }
}

function absentOrThrow(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
}

async function findFlaw(path: string, bytes: number, signal?: AbortSignal): Promise<string | undefined> {
  const { stdout } = await run("qemu-img", ["info", "-U", "--output=json", path], { timeout: 60_000, signal });
  const { format = "unknown", ...information }: Information = JSON.parse(stdout);
  if (format !== "qcow2") return `its format is ${format}, not qcow2`;
  if (information["format-specific"]?.data?.corrupt) return "QEMU has marked it as corrupt";
  // The last cluster may be incomplete in the file.
  const end = await checkTables(path, signal);
  if (end - bytes >= (information["cluster-size"] ?? 0)) return `it is truncated: it has ${bytes} of ${end} bytes`;
  return undefined;
}

/** Returns the offset in bytes at which the image's last cluster ends. */
async function checkTables(path: string, signal?: AbortSignal): Promise<number> {
  const report = await run("qemu-img", ["check", "-U", "-f", "qcow2", "--output=json", path], {
    timeout: 300_000,
    signal,
  })
    .then(({ stdout }) => stdout)
    .catch(leaksOrThrow);
  return Number(/"image-end-offset": (\d+)/.exec(report)?.[1] ?? 0);
}

/** Exit code 3 of the check means leaked clusters, which only waste space. */
function leaksOrThrow(error: unknown): string {
  if (error instanceof ProcessError && error.exitCode === 3) return error.output ?? "";
  throw error;
}

function reasonOf(error: unknown): string {
  const output = error instanceof ProcessError ? tail(error.output ?? "", 3) : "";
  return output || describeThrown(error);
}
