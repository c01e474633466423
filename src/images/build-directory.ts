// Where an image is built: a directory beside the cached images that is removed after the build, once its programs have ended.
import { join } from "node:path";
import { OwnedDirectories, type OwnedDirectory, removeTree } from "../base/files/owned-directory.ts";
import { endBuildProcesses } from "./build-processes.ts";

/** Makes a directory for a build of the image `name` below the images' directory. */
export async function createBuildDirectory(images: string, name: string): Promise<OwnedDirectory> {
  return buildDirectories(images).create(name);
}

/** Removes what builds of dead processes left, running programs included. Logs a warning for what cannot be removed. */
export async function sweepBuilds(images: string): Promise<void> {
  await buildDirectories(images).sweep();
}

function buildDirectories(images: string): OwnedDirectories {
  const remove = async (path: string): Promise<void> => {
    await endBuildProcesses(path);
    await removeTree(path);
  };
  return new OwnedDirectories(join(images, "builds"), { noun: "a build's directory", remove });
}
