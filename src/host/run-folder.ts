// The directory that holds what one VM needs on the host: overlay, serial log. Its name says whose it is.
import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describeThrown } from "../base/errors.ts";
import { formatOwner, isAlive, ownerInName, thisOwner } from "../base/files/owner.ts";
import { runDirectory } from "../base/files/paths.ts";
import { log } from "../base/log.ts";

/** A VM's directory; it is removed with the VM. */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
  readonly overlay: string;
  readonly serialLog: string;
}

/** Makes a directory `run/<domain>~<owner>~<random>` in the cache. */
export async function createRunFolder(domain: string, parent: string = runDirectory): Promise<RunFolder> {
  const path = join(parent, `${domain}~${formatOwner(thisOwner)}~${randomBytes(3).toString("hex")}`);
  await mkdir(path, { recursive: true, mode: 0o700 });
  return {
    path,
    overlay: join(path, "overlay.qcow2"),
    serialLog: join(path, "serial.log"),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Removes the directories of owners that are dead, and nothing else; returns those, with a warning for each that stays. */
export async function sweepRunFolders(parent: string = runDirectory): Promise<readonly string[]> {
  const names = await readdir(parent).catch(() => []);
  const dead = names.filter((name) => {
    const owner = ownerInName(name);
    return owner !== undefined && !isAlive(owner);
  });
  await Promise.all(dead.map((name) => remove(join(parent, name))));
  return dead;
}

/** What cannot be removed costs disk space, but no VM. */
async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    log.warn("what a killed run left could not be removed", { path, reason: describeThrown(error) });
  }
}
