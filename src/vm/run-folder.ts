// The directory that holds what one VM needs on the host: overlay, serial log. Its name says whose it is.
import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { formatOwner, isAlive, type Owner, parseOwner, thisOwner } from "../base/owner.ts";
import { runDirectory } from "../base/paths.ts";

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

/** Removes the directories of owners that are dead, and nothing else; returns what was removed. */
export async function sweepRunFolders(parent: string = runDirectory): Promise<readonly string[]> {
  const names = await readdir(parent).catch(() => []);
  const dead = names.filter((name) => {
    const owner = ownerOf(name);
    return owner !== undefined && !isAlive(owner);
  });
  await Promise.all(dead.map((name) => rm(join(parent, name), { recursive: true, force: true, maxRetries: 3 })));
  return dead;
}

function ownerOf(name: string): Owner | undefined {
  return parseOwner(name.split("~")[1] ?? "");
}
