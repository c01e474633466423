// Lists what is to be copied into the guest: a directory with all that is in it, or files that match a pattern.
import type { Stats } from "node:fs";
import { lstat, readdir, readlink, stat } from "node:fs/promises";
import { basename } from "node:path";
import { joined } from "./glob.ts";
import type { TarEntry } from "./tar-header.ts";

/** An entry of a tree on this host. */
export interface LocalEntry extends TarEntry {
  /** Its path on this host. */
  readonly source: Buffer;
}

/** What a tree holds. */
export interface LocalTree {
  readonly entries: readonly LocalEntry[];
  /** The paths of what is neither a file, a directory nor a link: it is left out. */
  readonly leftOut: readonly string[];
}

/** Lists a directory; its own entry, `./`, is the first. Links in it are entries, and are not followed. */
export async function directoryTree(path: string): Promise<LocalTree> {
  return list([{ source: Buffer.from(path), name: Buffer.from("."), found: await stat(path) }]);
}

/** Lists files and directories under their own names. Links among them are followed, those below are not. */
export async function treeOf(paths: readonly Buffer[]): Promise<LocalTree> {
  return list(
    await Promise.all(
      paths.map(async (source) => {
        // `basename` takes text only: latin1 keeps each byte.
        const name = Buffer.from(`./${basename(source.toString("latin1"))}`, "latin1");
        return { source, name, found: await stat(source).catch(() => lstat(source)) };
      }),
    ),
  );
}

interface Found {
  readonly source: Buffer;
  readonly name: Buffer;
  readonly found: Stats;
}

async function list(roots: readonly Found[]): Promise<LocalTree> {
  const entries: LocalEntry[] = [];
  const leftOut: string[] = [];
  const left = roots.toReversed();
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { source, name, found } = next;
    const mode = found.mode & 0o7777;
    const entry = { source, path: name, mode, size: 0, target: Buffer.alloc(0) };
    if (found.isFile()) entries.push({ ...entry, type: "file", size: found.size });
    else if (found.isSymbolicLink())
      entries.push({ ...entry, type: "link", target: await readlink(source, { encoding: "buffer" }) });
    else if (found.isDirectory()) {
      entries.push({ ...entry, type: "directory", path: joined(name, Buffer.alloc(0)) });
      left.push(...(await inside(source, name)).toReversed());
    } else leftOut.push(source.toString());
  }
  return { entries, leftOut };
}

async function inside(source: Buffer, name: Buffer): Promise<readonly Found[]> {
  const names = (await readdir(source, { encoding: "buffer" })).toSorted(Buffer.compare);
  const found: Found[] = [];
  for (const child of names) {
    const path = joined(source, child);
    found.push({ source: path, name: joined(name, child), found: await lstat(path) });
  }
  return found;
}
