// The headers of tar archives in GNU's format (tar(5)), which GNU tar and BusyBox read, and of what they write.

import { toSeconds } from "../../../base/time/seconds.ts";

/** An archive consists of blocks of this size. */
export const blockBytes = 512;

/** What an entry of a copied tree is. */
export type EntryType = "file" | "directory" | "link" | "hardLink" | "other";

/** An entry's header. */
export interface TarEntry {
  /** As bytes: names in a file system need not be UTF-8. */
  readonly path: Buffer;
  readonly type: EntryType;
  /** The permissions, from 0 to 0o7777. */
  readonly mode: number;
  /** The bytes of content that follow. */
  readonly size: number;
  /** Where a link leads; empty for other entries. */
  readonly target: Buffer;
}

/** Where a header has its fields: offset and length in bytes. */
const fields = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  linkName: [157, 100],
  magic: [257, 8],
  prefix: [345, 155],
} as const;

type Field = keyof typeof fields;

/** The types of entries, by tar's letters. NUL is that of the oldest archives. */
const types: Readonly<Record<string, EntryType>> = {
  "0": "file",
  "7": "file",
  "\0": "file",
  "1": "hardLink",
  "2": "link",
  "5": "directory",
};

/** The letter of headers whose content is the name of the next entry. */
export const longName = "L";

/** The letter of headers whose content is where the next entry, a link, leads. */
export const longTarget = "K";

/** The letter of headers whose content is a list of fields (pax(1)) of the next entry. */
export const extended = "x";

/** The letter of headers whose content is a list of fields of all entries that follow. */
export const extendedForAll = "g";

/** Fields of an entry that did not fit in its header. */
export interface LongFields {
  readonly name?: Buffer;
  readonly target?: Buffer;
  readonly size?: number;
}

const magic = { gnu: "ustar  \0", ustar: "ustar" } as const;

/** Bytes that fill the last block of a content. */
export function paddingOf(size: number): number {
  return (blockBytes - (size % blockBytes)) % blockBytes;
}

/** The headers of an entry, in front of its content: further ones hold names that do not fit in one. */
export function headersOf({ path, type, mode, size, target }: TarEntry): Buffer {
  const letter = { file: "0", directory: "5", link: "2", hardLink: "1", other: "0" }[type];
  return Buffer.concat([
    ...(path.length > fields.name[1] ? longField(longName, path) : []),
    ...(target.length > fields.linkName[1] ? longField(longTarget, target) : []),
    header({ path, letter, mode, size, target }),
  ]);
}

function longField(letter: string, value: Buffer): Buffer[] {
  const content = Buffer.concat([value, Buffer.alloc(1)]);
  const name = { path: Buffer.from("././@LongLink"), letter, mode: 0, size: content.length, target: Buffer.alloc(0) };
  return [header(name), content, Buffer.alloc(paddingOf(content.length))];
}

function header({ path, letter, mode, size, target }: Omit<TarEntry, "type"> & { readonly letter: string }): Buffer {
  const block = Buffer.alloc(blockBytes);
  path.copy(block, fields.name[0], 0, fields.name[1]);
  target.copy(block, fields.linkName[0], 0, fields.linkName[1]);
  block.write(letter, fields.type[0], "latin1");
  block.write(magic.gnu, fields.magic[0], "latin1");
  for (const [field, value] of Object.entries({ mode, uid: 0, gid: 0, size, mtime: Math.floor(toSeconds(Date.now())) }))
    writeNumber(block, field as Field, value);
  block.write(`${checksumOf(block).toString(8).padStart(6, "0")}\0 `, fields.checksum[0], "latin1");
  return block;
}

/** Writes a number in octal digits, or, where they do not suffice, in base 256 with the first bit set. */
function writeNumber(block: Buffer, field: Field, value: number): void {
  const [offset, length] = fields[field];
  const digits = value.toString(8).padStart(length - 1, "0");
  if (digits.length < length) return void block.write(digits, offset, "latin1");
  block.writeUIntBE(value, offset + length - 6, 6);
  block[offset] = 0x80;
}

/** A header that was read. */
export type TarHeader = TarEntry & { readonly letter: string };

/**
 * Parses a header; undefined for a block of zeros, which ends an archive.
 *
 * @throws {Error} when it is not a header
 */
export function parseHeader(block: Buffer): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  if (readNumber(block, "checksum") !== checksumOf(block)) throw new Error("the received archive is damaged");
  const letter = textOf(block, "type").toString("latin1") || "\0";
  const isUstar = !block.toString("latin1", fields.magic[0]).startsWith(magic.gnu);
  const prefix =
    isUstar && block.toString("latin1", fields.magic[0]).startsWith(magic.ustar)
      ? textOf(block, "prefix")
      : Buffer.alloc(0);
  const name = textOf(block, "name");
  return {
    path: prefix.length > 0 ? Buffer.concat([prefix, Buffer.from("/"), name]) : name,
    letter,
    type: Object.hasOwn(types, letter) ? (types[letter] ?? "other") : "other",
    mode: readNumber(block, "mode") & 0o7777,
    size: readNumber(block, "size"),
    target: textOf(block, "linkName"),
  };
}

/** The field's bytes up to a NUL. */
function textOf(block: Buffer, field: Field): Buffer {
  const [offset, length] = fields[field];
  const bytes = block.subarray(offset, offset + length);
  return Buffer.from(upToNul(bytes));
}

/** The bytes in front of the first NUL. */
export function upToNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/**
 * Parses the fields of an extended header: records of `<length> <key>=<value>` and a line feed.
 *
 * @throws {Error} when it is not that
 */
export function parseExtended(content: Buffer): LongFields {
  const values = new Map<string, Buffer>();
  for (let rest = content; rest.length > 0; ) {
    const [, digits = "", key = ""] = /^(\d{1,6}) ([^=\n]*)=/.exec(rest.toString("latin1")) ?? [];
    const [start, length] = [digits.length + key.length + 2, Number(digits)];
    if (length <= start || length > rest.length) throw new Error("the received archive is damaged");
    values.set(key, rest.subarray(start, length - 1));
    rest = rest.subarray(length);
  }
  const [name, target, size] = ["path", "linkpath", "size"].map((key) => values.get(key));
  return { ...(name && { name }), ...(target && { target }), ...(size && { size: checked(Number(size.toString())) }) };
}

/** @throws {Error} when the field is not a number that can be counted */
function readNumber(block: Buffer, field: Field): number {
  const [offset, length] = fields[field];
  const bytes = block.subarray(offset, offset + length);
  if (bytes[0] === 0x80) return checked(bytes.subarray(1).reduce((value, byte) => value * 256 + byte, 0));
  const digits = bytes.toString("latin1").replaceAll(/[\0 ]/g, "");
  if (!/^[0-7]*$/.test(digits)) throw new Error("the received archive has a number that is none");
  return checked(Number.parseInt(digits || "0", 8));
}

function checked(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error("the received archive has a number that is too large");
}

/** The sum of a header's bytes, with spaces in place of the sum itself. */
function checksumOf(block: Buffer): number {
  const [offset, length] = fields.checksum;
  let sum = 0;
  for (const [index, byte] of block.entries()) sum += index >= offset && index < offset + length ? 0x20 : byte;
  return sum;
}
