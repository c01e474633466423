// What killed programs leave behind: directories whose lock nobody holds.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { runDirectory } from "../../src/base/files/paths.ts";
import { ensurePrivateDirectory } from "../../src/base/files/private-directory.ts";

/** The owner of leftovers; no process has this id. */
export const deadOwner = "999999999-0123abcd-abc123";

/** The name of a dead owner's directory. */
export function leftoverName(label: string): string {
  return `${label}~${deadOwner}`;
}

/** Leaves a directory of a dead owner, with a file, and its lock. Returns its path. */
export async function leftover(parent: string, label: string): Promise<string> {
  await ensurePrivateDirectory(parent);
  const path = join(parent, leftoverName(label));
  await mkdir(path);
  await writeFile(join(path, "file"), "x");
  await writeFile(`${path}.lock`, "999999999 \n");
  return path;
}

/** Leaves the run folder of a domain until the test ends. Returns the owner for its domain. */
export async function leftoverRunFolder(domain: string): Promise<string> {
  const path = await leftover(runDirectory, domain);
  onTestFinished(async () => {
    for (const left of [path, `${path}.lock`]) await rm(left, { recursive: true, force: true });
  });
  return deadOwner;
}
