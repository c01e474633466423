// Unpacks an archive of the guest into a new directory of this host. What the guest has written is data: no name, link
// or order of entries makes it write outside of that directory.
import { chmod, type FileHandle, link, mkdir, open, symlink } from "node:fs/promises";
import { joined } from "./glob.ts";
import {
  blockBytes,
  extended,
  extendedForAll,
  type LongFields,
  longName,
  longTarget,
  paddingOf,
  parseExtended,
  parseHeader,
  type TarHeader,
  upToNul,
} from "./tar-header.ts";

/** Permissions that a guest's file may have on this host; see copy-out.ts. Directories can be entered by their owner. */
const allowedMode = 0o755;
const leastDirectoryMode = 0o700;

/** Maximum size of a name in a header of its own, in bytes: longer than Linux's longest path. */
const longestName = 2 ** 16;

/** Maximum number of entries: what a lying guest may create in the file system's table of files. */
const mostEntries = 1_000_000;

const readBytes = 2 ** 20;

/** What was unpacked. */
export interface UnpackedTree {
  /** Whether the archive is that of one directory, whose content is the root's; else the root holds what was listed. */
  readonly isDirectory: boolean;
  /** Names of what was left out: devices, pipes, and links that lead out of the tree. */
  readonly leftOut: readonly string[];
}

/**
 * Unpacks `archive` from its beginning.
 *
 * @param root an empty directory that nobody else writes to
 * @throws {Error} when it is not an archive, or has a name that does not belong into a tree
 */
export async function unpack(archive: FileHandle, root: string): Promise<UnpackedTree> {
  return new Unpacker(archive, Buffer.from(root)).run();
}

class Unpacker {
  readonly #archive: FileHandle;
  readonly #root: Buffer;
  #position = 0;
  /** What was made so far, by its path as latin1: whatever is beside it is an error, so that no link is ever followed. */
  readonly #made = new Map<string, "file" | "directory">([["", "directory"]]);
  readonly #modes = new Map<string, number>();
  readonly #links = new Map<string, Buffer>();
  readonly #leftOut: string[] = [];
  #isDirectory = false;

  constructor(archive: FileHandle, root: Buffer) {
    this.#archive = archive;
    this.#root = root;
  }

  async run(): Promise<UnpackedTree> {
    let long: LongFields = {};
    for (let count = 0; ; ) {
      const block = await this.#read(blockBytes);
      if (block.length === 0) break;
      const header = parseHeader(block);
      // An archive ends with zeros; that of another directory may follow.
      if (header === undefined) continue;
      if (header.letter === longName) long = { ...long, name: upToNul(await this.#longField(header)) };
      else if (header.letter === longTarget) long = { ...long, target: upToNul(await this.#longField(header)) };
      else if (header.letter === extended) long = { ...long, ...parseExtended(await this.#longField(header)) };
      else if (header.letter === extendedForAll) this.#position += header.size + paddingOf(header.size);
      else {
        if (++count > mostEntries) throw new Error(`the received archive has more than ${mostEntries} entries`);
        await this.#entry({
          ...header,
          path: long.name ?? header.path,
          target: long.target ?? header.target,
          size: long.size ?? header.size,
        });
        long = {};
      }
    }
    await this.#finish();
    return { isDirectory: this.#isDirectory, leftOut: this.#leftOut };
  }

  async #entry(header: TarHeader): Promise<void> {
    const next = this.#position + header.size + paddingOf(header.size);
    const path = cleanPath(header.path);
    if (path === "") this.#ownEntry(header);
    else if (header.type === "directory") await this.#directory(path, header.mode);
    else await this.#inDirectory(path, header);
    this.#position = next;
  }

  #ownEntry({ type, mode }: TarHeader): void {
    if (type !== "directory") throw new Error("the received archive has a file without a name");
    this.#isDirectory = true;
    this.#modes.set("", mode);
  }

  async #directory(path: string, mode: number): Promise<void> {
    await this.#parents(path);
    if (this.#made.get(path) !== "directory") await this.#make(path);
    this.#modes.set(path, mode);
  }

  async #inDirectory(path: string, header: TarHeader): Promise<void> {
    await this.#parents(path);
    if (this.#made.has(path) || this.#links.has(path)) throw new Error(`the received archive has ${shown(path)} twice`);
    if (header.type === "file") await this.#file(path, header);
    else if (header.type === "link" && staysInside(path, header.target)) this.#links.set(path, header.target);
    else if (header.type === "hardLink" && (await this.#hardLink(path, header))) return;
    else this.#leftOut.push(shown(path));
  }

  async #file(path: string, { size, mode }: TarHeader): Promise<void> {
    await using file = await open(this.#place(path), "wx", 0o600);
    this.#made.set(path, "file");
    for (let left = size; left > 0; ) {
      const piece = await this.#read(Math.min(readBytes, left));
      if (piece.length === 0) throw new Error("the received archive ends too early");
      await file.appendFile(piece);
      left -= piece.length;
    }
    await file.chmod(mode & allowedMode);
  }

  /** A second name of a file that was unpacked before. */
  async #hardLink(path: string, { target }: TarHeader): Promise<boolean> {
    const first = cleanPath(target);
    if (this.#made.get(first) !== "file") return false;
    await link(this.#place(first), this.#place(path));
    this.#made.set(path, "file");
    return true;
  }

  /** Makes the directories above a path that have no entries of their own. */
  async #parents(path: string): Promise<void> {
    for (let end = path.indexOf("/"); end >= 0; end = path.indexOf("/", end + 1)) {
      const parent = path.slice(0, end);
      if (this.#made.get(parent) !== "directory") await this.#make(parent);
    }
  }

  async #make(path: string): Promise<void> {
    if (this.#made.has(path) || this.#links.has(path)) throw new Error(`the received archive has ${shown(path)} twice`);
    await mkdir(this.#place(path), { mode: leastDirectoryMode });
    this.#made.set(path, "directory");
  }

  /** Links come last, when nothing is written any more; modes of directories too, which may forbid to write in them. */
  async #finish(): Promise<void> {
    for (const [path, target] of this.#links) await symlink(target, this.#place(path));
    for (const [path, mode] of this.#modes) await chmod(this.#place(path), (mode & allowedMode) | leastDirectoryMode);
  }

  #place(path: string): Buffer {
    return path === "" ? this.#root : joined(this.#root, Buffer.from(path, "latin1"));
  }

  async #longField({ size }: TarHeader): Promise<Buffer> {
    if (size > longestName) throw new Error("the received archive has a name that is too long");
    const value = await this.#read(size);
    this.#position += paddingOf(size);
    return value;
  }

  /** Reads up to `size` bytes, fewer at the end of the file. */
  async #read(size: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#archive.read(Buffer.alloc(size), 0, size, this.#position);
    this.#position += bytesRead;
    return buffer.subarray(0, bytesRead);
  }
}

/**
 * The path below the root, as latin1, without `./` in front; empty for the root itself.
 *
 * @throws {Error} when it leads elsewhere
 */
function cleanPath(path: Buffer): string {
  const text = path.toString("latin1");
  const parts = text.split("/").filter((part) => part !== "" && part !== ".");
  if (!text.startsWith("/") && !parts.includes("..") && !text.includes("\0")) return parts.join("/");
  throw new Error(`the received archive has the name ${shown(text)}, which leads out of it`);
}

/**
 * Whether a link leads to a place in the tree. It may begin with as many `..` as it lies deep; one after a name could
 * lead elsewhere, since that name may be a link itself.
 */
function staysInside(path: string, target: Buffer): boolean {
  const parts = target.toString("latin1").split("/");
  const up = parts.findIndex((part) => part !== "..");
  const [climbs, rest] = up < 0 ? [parts.length, []] : [up, parts.slice(up)];
  const depth = path.split("/").length - 1;
  return target.length > 0 && target[0] !== 0x2f && climbs <= depth && !rest.includes("..");
}

/** A name for messages. */
function shown(path: string): string {
  return Buffer.from(path, "latin1").toString("utf8");
}
