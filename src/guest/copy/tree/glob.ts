// Finds the files of this host that match a pattern as of a shell: `*`, `?` and `[…]`, in any part of a path.
import { lstat, readdir } from "node:fs/promises";
import { isAbsolute } from "node:path";

/** Whether a path has characters of a pattern. */
export function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

/**
 * The paths that match, sorted by their bytes. As in a shell, names that begin with a dot match only a pattern that
 * does, and `.` and `..` match none.
 *
 * @param pattern absolute
 */
export async function matching(pattern: string): Promise<readonly Buffer[]> {
  if (!isAbsolute(pattern)) throw new RangeError(`${pattern} is not absolute`);
  let found: readonly Buffer[] = [Buffer.from("/")];
  for (const segment of pattern.split("/").filter((part) => part !== "")) {
    const next = await Promise.all(found.map((directory) => within(directory, segment)));
    found = next.flat();
  }
  return found.toSorted(Buffer.compare);
}

async function within(directory: Buffer, segment: string): Promise<readonly Buffer[]> {
  if (!isPattern(segment)) {
    const path = joined(directory, Buffer.from(segment));
    return (await lstat(path).catch(() => undefined)) ? [path] : [];
  }
  const names = await readdir(directory, { encoding: "buffer" }).catch(() => []);
  const pattern = segmentPattern(segment);
  return names.filter((name) => pattern.test(name.toString("utf8"))).map((name) => joined(directory, name));
}

/** A path and a name in it, as bytes. */
export function joined(directory: Buffer, name: Buffer): Buffer {
  return Buffer.concat([directory, Buffer.from(directory.at(-1) === 0x2f ? "" : "/"), name]);
}

/** The regular expression of one part of a pattern. */
export function segmentPattern(segment: string): RegExp {
  let source = "";
  for (let rest = segment; rest !== ""; ) {
    const [set = "", not, chars = ""] = /^\[([!^]?)(\]?[^\]]*)\]/.exec(rest) ?? [];
    const [char = ""] = rest;
    if (set !== "") source += `[${not ? "^" : ""}${chars.replaceAll(/[\\\]^[]/g, "\\$&")}]`;
    else if (char === "*") source += ".*";
    else if (char === "?") source += ".";
    else source += char.replaceAll(/[\\^$.|+(){}[\]/]/g, "\\$&");
    rest = rest.slice((set || char).length);
  }
  return new RegExp(`^${/^[*?[]/.test(segment) ? "(?!\\.)" : ""}${source}$`, "su");
}
