// Tells whether an MP4 file was written to its end.
import { type FileHandle, open } from "node:fs/promises";

/** A box at the top level of a file. */
interface Box {
  readonly type: string;
  /** With its header. */
  readonly bytes: number;
}

/** A size of 32 bits and the type, then perhaps a size of 64 bits (ISO/IEC 14496-12, 4.2). */
const headerBytes = 16;
const shortHeaderBytes = 8;

/**
 * Whether the file consists of whole boxes, with an index (`moov`) and data (`mdat`) among them. Reads the boxes' headers
 * only.
 *
 * @throws the system's error when the file cannot be read
 */
export async function isCompleteVideo(path: string): Promise<boolean> {
  await using file = await open(path);
  const { size } = await file.stat();
  const types = new Set<string>();
  let offset = 0;
  while (offset < size) {
    const box = await readBox(file, offset);
    if (box === undefined) return false;
    types.add(box.type);
    offset += box.bytes;
  }
  return offset === size && types.has("moov") && types.has("mdat");
}

/** Undefined where no box can begin. */
async function readBox(file: FileHandle, offset: number): Promise<Box | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, offset);
  if (bytesRead < shortHeaderBytes) return undefined;
  const short = buffer.readUInt32BE(0);
  const bytes = short === 1 ? Number(buffer.readBigUInt64BE(shortHeaderBytes)) : short;
  return bytes < shortHeaderBytes ? undefined : { type: buffer.toString("latin1", 4, 8), bytes };
}
