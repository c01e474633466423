// Reads the header of a qcow2 file (QEMU's docs/interop/qcow2.rst) without a program: QEMU's tools open every file that
// the header names before they say anything about it.
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { formatOf } from "./format.ts";

/** What the header of a qcow2 file says. */
export interface DiskHeader {
  /** The size of the guest's disk in bytes. */
  readonly virtualBytes: bigint;
  /** The unit of the file's tables and data in bytes. */
  readonly clusterBytes: number;
  /** The name of the file below this layer: a path, a URL or a `json:` description. Undefined if there is none. */
  readonly backingFile: string | undefined;
  readonly backingFormat: string | undefined;
  /** The name of the file that holds the data. Undefined if the data is in this file. */
  readonly dataFile: string | undefined;
  /** Set by QEMU when it finds damaged tables; from then on it opens the image read-only. */
  readonly corrupt: boolean;
}

/** A file is not a qcow2 file, or not one that demotool knows. The message is the reason. */
export class HeaderError extends Error {}

/** Byte offsets of the fields. */
const at = {
  version: 4,
  backingOffset: 8,
  backingLength: 16,
  clusterBits: 20,
  virtualBytes: 24,
  encryption: 32,
  incompatible: 72,
  headerLength: 100,
} as const;

const headerBytes = { 2: 72, 3: 104 } as const;

/** The bits of the incompatible features. A program that does not know one must not open the file. */
const features = { dirty: 1n, corrupt: 2n, dataFile: 4n, compression: 8n, extendedL2: 16n } as const;
const knownFeatures = Object.values(features).reduce<bigint>((all, bit) => all | bit, 0n);

/** The types of header extensions. */
const extensions = { end: 0, backingFormat: 0xe2792aca, dataFile: 0x44415441 } as const;

/** Cluster sizes that QEMU accepts, as powers of two. */
const clusterBits = { min: 9, max: 21 } as const;

/**
 * Reads the header of a regular file.
 *
 * @throws {HeaderError} when it is not the header of a qcow2 file, or is damaged
 * @throws the system's error when the file cannot be read
 */
export async function readDiskHeader(path: string): Promise<DiskHeader> {
  // A named pipe in its place must not stop this process.
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (!(await file.stat()).isFile()) throw new HeaderError("it is not a regular file");
  const start = await readStart(file, headerBytes[3]);
  const format = formatOf(start);
  if (format !== "qcow2") throw new HeaderError(`its format is ${format}, not qcow2`);
  const version = start.length < headerBytes[2] ? undefined : start.readUInt32BE(at.version);
  if (version !== undefined && version !== 2 && version !== 3) throw new HeaderError(`its qcow2 version is ${version}`);
  if (version === undefined || start.length < headerBytes[version]) throw new HeaderError("its header is truncated");
  const bits = start.readUInt32BE(at.clusterBits);
  if (bits < clusterBits.min || bits > clusterBits.max) throw new HeaderError(`its clusters have 2^${bits} bytes`);
  return parse(await readStart(file, 2 ** bits), version, 2 ** bits);
}

async function readStart(file: FileHandle, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}

/** @param cluster the file's first cluster, which holds the whole header; shorter if the file ends earlier */
function parse(cluster: Buffer, version: 2 | 3, clusterBytes: number): DiskHeader {
  const incompatible = version === 2 ? 0n : cluster.readBigUInt64BE(at.incompatible);
  const unknown = incompatible & ~knownFeatures;
  if (unknown !== 0n) throw new HeaderError(`it has features that demotool does not know: 0x${unknown.toString(16)}`);
  if (cluster.readUInt32BE(at.encryption) !== 0) throw new HeaderError("it is encrypted");
  const headerLength = version === 2 ? headerBytes[2] : cluster.readUInt32BE(at.headerLength);
  const backingOffset = cluster.readBigUInt64BE(at.backingOffset);
  const backingFile = backingOffset === 0n ? undefined : backingName(cluster, backingOffset);
  const found = readExtensions(cluster, headerLength, backingOffset === 0n ? clusterBytes : Number(backingOffset));
  const external = (incompatible & features.dataFile) !== 0n;
  return {
    virtualBytes: cluster.readBigUInt64BE(at.virtualBytes),
    clusterBytes,
    backingFile,
    backingFormat: found.get(extensions.backingFormat),
    dataFile: found.get(extensions.dataFile) ?? (external ? "" : undefined),
    corrupt: (incompatible & features.corrupt) !== 0n,
  };
}

function backingName(cluster: Buffer, offset: bigint): string {
  const length = cluster.readUInt32BE(at.backingLength);
  const end = Number(offset) + length;
  if (end > cluster.length) throw new HeaderError("the name of its backing file is outside of its header");
  return cluster.toString("utf8", Number(offset), end);
}

/** Returns the texts of the extensions by their type. They end where QEMU stops reading them. */
function readExtensions(cluster: Buffer, start: number, end: number): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (let offset = start; offset < end; ) {
    if (offset + 8 > cluster.length) throw new HeaderError("its header is truncated");
    const type = cluster.readUInt32BE(offset);
    if (type === extensions.end) break;
    const length = cluster.readUInt32BE(offset + 4);
    const next = offset + 8 + length;
    if (next > Math.min(end, cluster.length)) throw new HeaderError("an extension of its header is too long");
    found.set(type, cluster.toString("utf8", offset + 8, next));
    offset = offset + 8 + Math.ceil(length / 8) * 8;
  }
  return found;
}
