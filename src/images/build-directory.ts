// Where an image is built: a directory beside the cached images, marked with its owner, removed after the build.
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describeThrown } from "../base/errors.ts";
import { formatOwner, isAlive, ownerInName, thisOwner } from "../base/files/owner.ts";
import { log } from "../base/log.ts";
import { endBuildProcesses } from "./build-processes.ts";

/** A build's own directory. Disposing of it ends its programs and removes its content. */
export interface BuildDirectory extends AsyncDisposable {
  readonly path: string;
}

/** Makes a directory for a build of the image `name` below the images' directory. */
export async function buildDirectory(images: string, name: string): Promise<BuildDirectory> {
  const path = await mkdtemp(join(await buildsDirectory(images), `${name}~${formatOwner(thisOwner)}~`));
  return { path, [Symbol.asyncDispose]: () => remove(path) };
}

/** Removes what builds of dead processes left, running programs included. Logs a warning for what cannot be removed. */
export async function sweepBuilds(images: string): Promise<void> {
  try {
    const builds = await buildsDirectory(images);
    for (const name of await readdir(builds)) {
      const owner = ownerInName(name);
      if (owner !== undefined && !isAlive(owner)) await remove(join(builds, name));
    }
  } catch (error) {
    log.warn("could not look for leftovers of killed builds", { images, reason: describeThrown(error) });
  }
}

async function buildsDirectory(images: string): Promise<string> {
  const builds = join(images, "builds");
  await mkdir(builds, { recursive: true });
  return builds;
}

/** What cannot be removed takes up disk space until a later sweep, but does not fail the build. */
async function remove(path: string): Promise<void> {
  try {
    await endBuildProcesses(path);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    log.warn("a build's directory could not be removed", { path, reason: describeThrown(error) });
  }
}
