// An initramfs archive (cpio "newc", Documentation/driver-api/early-userspace/buffer-format.rst of Linux). Root owns
// all of its files, and building it needs no privileges.

/** One file of an archive. */
export interface CpioEntry {
  /** Relative to the root, without a leading slash; {@link cpioArchive} adds parent directories. */
  readonly path: string;
  /** File type and permissions as in stat(2). */
  readonly mode: number;
  /** A file's bytes, or a symbolic link's target. */
  readonly content?: Uint8Array | string;
}

const directoryMode = 0o040755;
/** The mode of a symbolic link. */
export const linkMode = 0o120777;
/** The mode of a plain file. */
export const fileMode = 0o100644;
/** The mode of a program. */
export const programMode = 0o100755;

/** Packs the entries and their parent directories; of several entries with one path, the last one wins. */
export function cpioArchive(entries: readonly CpioEntry[]): Buffer {
  const all = new Map<string, CpioEntry>();
  for (const entry of entries) {
    for (const parent of parents(entry.path)) {
      if (!all.has(parent)) all.set(parent, { path: parent, mode: directoryMode });
    }
    all.set(entry.path, entry);
  }
  const parts = [...all.values()].flatMap((entry, index) => record(entry, index + 1));
  return Buffer.concat([...parts, ...record({ path: "TRAILER!!!", mode: 0 }, 0)]);
}

function parents(path: string): string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

function record({ path, mode, content = "" }: CpioEntry, inode: number): Buffer[] {
  const data = Buffer.from(content);
  const name = Buffer.from(`${path}\0`);
  const fields = [inode, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}`;
  return [padded(Buffer.concat([Buffer.from(header), name])), padded(data)];
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}
