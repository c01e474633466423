// The directory that an image is built in. It lies beside the cached images and is removed after the build.
import { join } from "node:path";
import { OwnedDirectories, type OwnedDirectory, removeTree } from "../base/files/owned-directory.ts";
import { endBuildProcesses } from "./build-processes.ts";

/** Creates a directory for a build of the image `name` below the images' directory. */
export async function createBuildDirectory(images: string, name: string): Promise<OwnedDirectory> {
  return buildDirectories(images).create(name);
}

/** Removes what the builds of dead processes left, running programs included. Logs a warning about the rest. */
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
