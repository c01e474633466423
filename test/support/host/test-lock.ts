// Locks between the processes of a test run.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { acquireLock, type Lock } from "../../../src/base/files/lock.ts";
import { sharedDirectory } from "../../../src/base/files/paths.ts";
import { ensurePrivateDirectory } from "../../../src/base/files/private-directory.ts";

/** Milliseconds: what is locked may take minutes, such as an installation of npm packages. */
const longestWaitMs = 900_000;

/** Takes a lock of this user's tests. */
export async function testLock(name: string): Promise<Lock> {
  const directory = join(sharedDirectory(tmpdir()), "tests");
  await ensurePrivateDirectory(directory);
  return acquireLock(join(directory, `${name}.lock`), { limitMs: longestWaitMs });
}
