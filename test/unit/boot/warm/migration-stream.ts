// Writes small migration streams as QEMU does (migration/savevm.c and migration/ram.c in its sources).

/** The record of one page. */
export interface PageRecord {
  /** The memory block of the page, by its announced name. */
  readonly block: string;
  /** The page's number within the block. */
  readonly page: number;
  /** The byte that fills the page; undefined for the record of an empty page. */
  readonly fill?: number | undefined;
}

/** The parts of a stream. */
export interface StreamParts {
  /** The records of each part of the memory section. */
  readonly parts: readonly (readonly PageRecord[])[];
  /** The bytes after memory. */
  readonly devices: Buffer;
}

const pageSize = 4096;
const sizes = [
  ["pc.ram", 2 ** 33],
  ["vga.vram", 2 ** 24],
] as const;

/** The header: magic number, version, a configuration, and the section "ram" with its list of blocks. */
const head = Buffer.concat([
  Buffer.from("QEVM\0\0\0\x03\x07\0\0\0\x0apc-q35-7.2\x01\0\0\0\x02", "latin1"),
  Buffer.from("\x03ram\0\0\0\0\0\0\0\x04", "latin1"),
  long(sizes.reduce((sum, [, size]) => sum + size, 0) + 0x04),
  ...sizes.map(([name, size]) => Buffer.concat([text(name), long(size)])),
  long(0x10),
  footer(),
]);

/** A device's section, whose content resembles records of empty pages. */
export const someDevices = Buffer.concat([
  Buffer.from("\x04\0\0\0\x09\x05timer\0\0\0\0\0\0\0\x02", "latin1"),
  long(0x1000 | 0x02),
  text("pc.ram"),
  Buffer.alloc(300, 7),
  footer(),
  Buffer.from([0]),
]);

/**
 * A stream. As in QEMU, a record names its block only when it differs from the previous record's; the previous block
 * carries over from the list of blocks and from part to part.
 */
export function migrationStream({ parts, devices }: StreamParts): Buffer {
  let before = "";
  const pieces: Buffer[] = [head];
  parts.forEach((records, index) => {
    pieces.push(Buffer.from([index === parts.length - 1 ? 3 : 2, 0, 0, 0, 2]));
    for (const record of records) {
      pieces.push(pageRecord(record, record.block === before));
      before = record.block;
    }
    pieces.push(long(0x10), footer());
  });
  return Buffer.concat([...pieces, devices]);
}

/** A single record; its flags name its kind. */
export function pageRecord({ block, page, fill }: PageRecord, sameBlock: boolean, moreFlags = 0): Buffer {
  const flags = (fill === undefined ? 0x02 : 0x08) | (sameBlock ? 0x20 : 0) | moreFlags;
  const content = fill === undefined ? Buffer.from([0]) : Buffer.alloc(pageSize, fill);
  return Buffer.concat([long(page * pageSize + flags), ...(sameBlock ? [] : [text(block)]), content]);
}

/** The records of a stream in order, each with its block: what QEMU would load. */
export function loadedFrom(stream: Buffer): { readonly records: readonly PageRecord[]; readonly devices: Buffer } {
  if (!stream.subarray(0, head.length).equals(head)) throw new Error("the stream begins in another way");
  const records: PageRecord[] = [];
  let at = head.length;
  let block = "";
  while (stream[at] === 2 || stream[at] === 3) {
    at += 5;
    for (;;) {
      const address = Number(stream.readBigUInt64BE(at));
      const flags = address % pageSize;
      at += 8;
      if (flags === 0x10) break;
      if (!(flags & 0x20)) {
        const length = stream.readUInt8(at);
        block = stream.toString("latin1", at + 1, at + 1 + length);
        at += 1 + length;
      }
      const empty = (flags & 0x02) !== 0;
      records.push({ block, page: Math.floor(address / pageSize), fill: empty ? undefined : stream.readUInt8(at) });
      at += empty ? 1 : pageSize;
    }
    at += 5;
  }
  return { records, devices: stream.subarray(at) };
}

function footer(): Buffer {
  return Buffer.from("\x7e\0\0\0\x02", "latin1");
}

function text(name: string): Buffer {
  return Buffer.from(`${String.fromCharCode(name.length)}${name}`, "latin1");
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
