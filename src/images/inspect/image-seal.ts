// The seal of a base image, `<name>.checked`: says which file was compared with its digest, and copies its manifest.
import { readFile, stat } from "node:fs/promises";
import { describeThrown } from "../../base/errors.ts";
import { writeWholeFile } from "../../base/files/whole-file.ts";
import { log } from "../../base/log.ts";
import { type ImageManifest, isImageManifest } from "../image-manifest.ts";

/** What tells a file from another one, and from itself after a write. */
export interface FileIdentity {
  readonly bytes: number;
  /** The time of its last write in nanoseconds since 1970. */
  readonly written: string;
  readonly inode: string;
}

/** The content of a seal. */
export interface ImageSeal {
  readonly format: 1;
  readonly file: FileIdentity;
  /** The SHA-256 digest of that file, in hexadecimal. */
  readonly content: string;
  /** A copy, for when the manifest's own file is damaged. */
  readonly manifest: ImageManifest;
}

/** The seals that could not be written, as in a cache that is read-only: they hold for this process. */
const unwritten = new Map<string, ImageSeal>();

/** Returns the path of an image's seal. */
export function imageSealPath(imagePath: string): string {
  return imagePath.replace(/\.qcow2$/, ".checked");
}

/** Returns the identity of a file. */
export async function fileIdentity(path: string): Promise<FileIdentity> {
  const { size, mtimeNs, ino } = await stat(path, { bigint: true });
  return { bytes: Number(size), written: String(mtimeNs), inode: String(ino) };
}

/** Whether both are the same file, not written to in between. */
export function isSameFile(one: FileIdentity, other: FileIdentity): boolean {
  return one.bytes === other.bytes && one.written === other.written && one.inode === other.inode;
}

/** Reads an image's seal; undefined without a valid one, which costs another comparison. */
export async function readImageSeal(imagePath: string): Promise<ImageSeal | undefined> {
  try {
    const parsed: Partial<ImageSeal> | null = JSON.parse(await readFile(imageSealPath(imagePath), "utf8"));
    return isSeal(parsed) ? parsed : unwritten.get(imagePath);
  } catch {
    return unwritten.get(imagePath);
  }
}

/** Writes an image's seal. */
export async function writeImageSeal(imagePath: string, seal: ImageSeal): Promise<void> {
  try {
    await writeWholeFile(imageSealPath(imagePath), `${JSON.stringify(seal, undefined, 2)}\n`, { sync: true });
    unwritten.delete(imagePath);
  } catch (error) {
    unwritten.set(imagePath, seal);
    log.debug("could not note that an image was checked", { path: imagePath, reason: describeThrown(error) });
  }
}

function isSeal(parsed: Partial<ImageSeal> | null): parsed is ImageSeal {
  if (typeof parsed !== "object" || parsed === null) return false;
  const { format, file, content, manifest } = parsed;
  return (
    format === 1 &&
    typeof file === "object" &&
    file !== null &&
    typeof content === "string" &&
    isImageManifest(manifest)
  );
}
