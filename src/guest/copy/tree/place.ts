// Moves what was unpacked to its place, beside or over what is there, without following any link there.
import { constants, type Stats } from "node:fs";
import { access, lstat, readdir, rename } from "node:fs/promises";
import { OptionError } from "../../../base/errors.ts";
import { joined } from "./glob.ts";

/**
 * Moves a directory to `target`; into the directory that is there already. Each file replaces the one of its name as a
 * whole.
 *
 * @throws {OptionError} when a file is where a directory belongs, or the other way round; nothing is moved then
 */
export async function place(directory: string, target: string): Promise<void> {
  const moves: [from: Buffer, to: Buffer][] = [];
  await plan(Buffer.from(directory), Buffer.from(target), moves);
  for (const [from, to] of moves) await rename(from, to);
}

async function plan(from: Buffer, to: Buffer, moves: [Buffer, Buffer][]): Promise<void> {
  const [found, there] = [await lstat(from), await typeOf(to)];
  if (there === undefined) return void moves.push([from, to]);
  if (found.isDirectory() !== there.isDirectory() || isSpecial(there)) throw inTheWay(to, found);
  if (!found.isDirectory()) return void moves.push([from, to]);
  await access(to, constants.W_OK | constants.X_OK);
  for (const name of await readdir(from, { encoding: "buffer" }))
    await plan(joined(from, name), joined(to, name), moves);
}

async function typeOf(path: Buffer): Promise<Stats | undefined> {
  return lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

/** A rename would put a file in the place of a device or a pipe. */
function isSpecial(there: Stats): boolean {
  return !there.isFile() && !there.isDirectory() && !there.isSymbolicLink();
}

function inTheWay(path: Buffer, found: Stats): OptionError {
  return new OptionError({
    headline: `${path} is in the way of a ${found.isDirectory() ? "directory" : "file"} of the guest`,
    next: "remove it, or copy to another directory",
  });
}
