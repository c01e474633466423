// Reads the files of control groups.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Returns the content of a group's file; undefined if the kernel does not show it. */
export function readGroupFile(directory: string, file: string): string | undefined {
  try {
    return readFileSync(join(directory, file), "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Returns a number of a file with lines such as `oom_kill 3`; undefined if the file or the line is missing. */
export function readGroupEntry(directory: string, file: string, name: string): number | undefined {
  const line = readGroupFile(directory, file)
    ?.split("\n")
    .find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}
