// Builds a base image: creates its disk, boots it once, checks it, and moves it into place atomically.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { requireDiskSpace } from "../base/files/disk-space.ts";
import { createBuildDirectory } from "./build-directory.ts";
import { buildMark } from "./build-processes.ts";
import { buildSpace } from "./build-space.ts";
import { runStage, type StageContext } from "./build-stage.ts";
import { embeddedImageName } from "./embedded/image-name.ts";
import { requireScratchSpace } from "./embedded/scratch.ts";
import { makeTemplate } from "./embedded/template.ts";
import { ImageBuildError } from "./errors.ts";
import { type ImageToInstall, installImage } from "./install.ts";
import type { ImageProgress } from "./progress.ts";
import type { Recipe } from "./recipe.ts";
import { runVirtBuilder } from "./virt-builder.ts";

/** The parameters of an image's first boot. */
export interface FirstBootRequest {
  readonly image: string;
  /** The qcow2 file; the boot writes to it. */
  readonly disk: string;
  /** A directory for the screenshot and the log of a failed boot. Unlike the disk's, it is kept after the build. */
  readonly artifactsDirectory: string;
  readonly recipe: Recipe;
  /** Shell command, run as root in the guest: exits with 0 once all first-boot work is done. */
  readonly firstbootDone: string;
  readonly signal?: AbortSignal | undefined;
}

/** Options of a build. */
export interface BuildOptions {
  /** Boots the disk, waits for its first-boot work and its desktop, and shuts it down cleanly. */
  readonly completeFirstBoot: (request: FirstBootRequest) => Promise<void>;
  /** Whether KVM works on this host. Called only when an image is built. */
  readonly kvm: () => Promise<boolean>;
  /** The Debian mirror for the embedded image's packages. Default `http://deb.debian.org/debian`. */
  readonly mirror?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((progress: ImageProgress) => void) | undefined;
}

/** The image to build, and where. */
export interface ImageToBuild extends ImageToInstall {
  readonly directory: string;
}

/** Succeeds once virt-builder's first-boot service (virt-customize(1)) has run, even if its commands failed. */
const firstbootDone =
  "[ ! -e /usr/lib/virt-sysprep/firstboot.sh ] || systemctl --quiet is-active guestfs-firstboot.service || " +
  '{ echo "first-boot commands are running"; exit 1; }';

/**
 * Builds an image, completes its first boot and installs it. A build that fails or is killed leaves no file under the
 * image's name.
 *
 * @throws {ImageBuildError} naming the stage that failed
 * @throws {DiskSpaceError} before anything is written, when there is too little space
 */
export async function buildImage(target: ImageToBuild, options: BuildOptions): Promise<void> {
  const { name, recipe, directory } = target;
  const { signal, progress } = options;
  await checkDirectory(target);
  const artifactsDirectory = join(directory, "failed", name);
  await rm(artifactsDirectory, { recursive: true, force: true });
  const kvm = await options.kvm();
  const preparation: StageContext = { image: name, env: {}, progress, signal };
  await using work = await runStage(preparation, "preparing", () => createBuildDirectory(directory, name));
  const disk = join(work.path, "disk.qcow2");
  const mark = buildMark(work.path);
  const context: StageContext = { image: name, env: mark, progress, signal };

  const template = await templateEnvironment(target, work.path, context, options.mirror);
  const env = { ...mark, ...template };
  await runStage({ ...context, env }, "building with virt-builder", (onLine) =>
    runVirtBuilder(recipe, { output: disk, workDirectory: work.path, kvm, env, onLine, signal }),
  );
  await runStage(context, "first boot", () =>
    options.completeFirstBoot({ image: name, disk, artifactsDirectory, recipe, firstbootDone, signal }),
  );
  await runStage(context, "checking", () => installImage(target, disk, signal));
}

/** Requires disk space for the build, and a directory that virt-builder can work in. */
async function checkDirectory({ name, recipe, directory }: ImageToBuild): Promise<void> {
  if (directory.includes(":")) throw colonError(name, directory);
  await requireDiskSpace(directory, buildSpace(recipe), `building the image ${name}`);
  if (recipe.template === embeddedImageName) await requireScratchSpace(name);
}

/** Builds the embedded template and returns the environment by which virt-builder finds it. */
async function templateEnvironment(
  { recipe }: ImageToBuild,
  work: string,
  context: StageContext,
  mirror: string | undefined,
): Promise<Record<string, string>> {
  if (recipe.template !== embeddedImageName) return {};
  return runStage(context, "building the template", async (onLine) => {
    const { signal } = context;
    const { virtBuilderDirs } = await makeTemplate(join(work, "template"), { onLine, signal, mirror });
    // virt-builder caches templates by name: a shared cache could supply an older embedded template, or a public one.
    return { VIRT_BUILDER_DIRS: virtBuilderDirs, XDG_CACHE_HOME: join(work, "cache") };
  });
}

/** virt-builder separates paths with colons, in uploads and in the list of repositories. */
function colonError(image: string, directory: string): ImageBuildError {
  return new ImageBuildError(image, "preparing", {
    headline: `the image ${image} could not be built: virt-builder cannot work in a directory with a colon in its path`,
    facts: { image, directory },
    next: "set XDG_CACHE_HOME to a directory without a colon in its path",
  });
}
