// Builds test images once and keeps them in the temporary directory for all test files and runs.
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/**
 * The path of a file called `name`, made by `make` unless it was made from the same `ingredients` before.
 *
 * @param make writes the file to the given path, in a temporary directory
 */
export async function cachedFile(
  name: string,
  ingredients: readonly (string | Uint8Array)[],
  make: (path: string, workDirectory: string) => Promise<void>,
): Promise<string> {
  const hash = createHash("sha256");
  for (const ingredient of ingredients) hash.update(ingredient).update("\0");
  const digest = hash.digest("hex").slice(0, 12);
  const directory = join(tmpdir(), `demotool-test-${userInfo().uid}-${digest}`);
  const path = join(directory, name);
  if (existsSync(path)) return path;
  const work = join(directory, randomUUID());
  await mkdir(work, { recursive: true });
  try {
    await make(join(work, name), work);
    // Concurrent test files may each make one; the rename keeps readers from seeing a partial file.
    await rename(join(work, name), path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}
