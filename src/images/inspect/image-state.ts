// Checks whether a file is an image that can be used: a qcow2 file that refers to no other file and whose tables are
// sound.
import { access, constants, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { describeThrown, tail } from "../../base/errors.ts";
import { ProcessError } from "../../base/process/process.ts";
import { ImageInvalidError } from "../errors.ts";
import { type DiskHeader, HeaderError, readDiskHeader } from "./header.ts";
import { qemuImg } from "./qemu-img.ts";
import { refuseReferences } from "./references.ts";

/** The state of an image file. */
export type ImageState =
  | { readonly state: "absent" }
  | { readonly state: "sound"; readonly bytes: number }
  /** `bytes` is the file's size; undefined if it is not a regular file. */
  | { readonly state: "broken"; readonly reason: string; readonly bytes?: number };

const checkMs = 300_000;

/**
 * Checks that a file exists, is readable, is qcow2, and that its tables are consistent.
 *
 * @throws {ImageInvalidError} when it refers to another file, or could not be checked within limits
 */
export async function inspectImage(path: string, signal?: AbortSignal): Promise<ImageState> {
  const state = await inspectHeader(path);
  if (state.state !== "sound") return state;
  const { bytes, header } = state;
  const reason = await findFlaw(path, { bytes, header }, signal);
  return reason === undefined ? { state: "sound", bytes } : { state: "broken", reason, bytes };
}

/** The state of an image file as far as its header tells. */
export type HeaderState =
  | Exclude<ImageState, { readonly state: "sound" }>
  | { readonly state: "sound"; readonly bytes: number; readonly header: DiskHeader };

/**
 * Checks the header only: takes a millisecond and starts no program.
 *
 * @throws {ImageInvalidError} when it refers to another file
 */
export async function inspectHeader(path: string): Promise<HeaderState> {
  const file = await stat(path).catch(absentOrThrow);
  if (file === undefined) return { state: "absent" };
  if (!file.isFile()) return { state: "broken", reason: "it is not a regular file" };
  const { size: bytes } = file;
  try {
    await access(path, constants.R_OK);
    const header = await readDiskHeader(path);
    refuseReferences(path, header);
    if (header.corrupt) return { state: "broken", reason: "QEMU has marked it as corrupt", bytes };
    return { state: "sound", bytes, header };
  } catch (error) {
    if (error instanceof HeaderError || isForbidden(error)) {
      return { state: "broken", reason: describeThrown(error), bytes };
    }
    // Too many open files, or a disk that does not answer, says nothing about the image.
    throw error instanceof ImageInvalidError ? error : notChecked(path, error);
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EACCES";
}

function absentOrThrow(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
}

/** Checks the tables of a file whose header is sound. Returns what is wrong. */
export async function findFlaw(
  path: string,
  { bytes, header }: { readonly bytes: number; readonly header: DiskHeader },
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const end = await checkTables(path, signal);
    // The last cluster may be incomplete in the file.
    return end - bytes >= header.clusterBytes ? `it is truncated: it has ${bytes} of ${end} bytes` : undefined;
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof ProcessError) || error.missing) throw error;
    // A program that did not end by itself says nothing about the image, nor does one that lacked something.
    if (error.exitCode === undefined || hostTrouble.test(error.output ?? "")) throw notChecked(path, error);
    return tail(error.output ?? "", 3) || error.headline;
  }
}

/** Returns the offset in bytes at which the image's last cluster ends. */
async function checkTables(path: string, signal?: AbortSignal): Promise<number> {
  const report = await qemuImg(["check", "-U", "-f", "qcow2", "--output=json", resolve(path)], {
    timeout: checkMs,
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

/** Messages (strerror(3)) of a qemu-img that could not do its work, because of the host or of its limits. */
export const hostTrouble =
  /cannot allocate memory|too many open files|resource temporarily unavailable|no space left|input\/output error/i;

/** The error for an image about which nothing could be told. */
export function notChecked(path: string, cause: unknown): ImageInvalidError {
  const output = cause instanceof ProcessError ? cause.output : undefined;
  return new ImageInvalidError({
    headline: `the image ${path} could not be checked: ${describeThrown(cause)}`,
    facts: { path },
    ...(output && { output }),
    next: "try again when the host has memory and open files to spare; if that does not help, remove the image",
    cause,
  });
}
