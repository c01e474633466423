// Builds one base image: makes its disk, boots it once, checks it, and moves it into place in one step.
import { chmod, rename, rm, stat } from "node:fs/promises";
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
import { announceImageManifest } from "./image-manifest.ts";
import type { ImageProgress } from "./progress.ts";
import { inspectImage } from "./qcow2.ts";
import { type Recipe, recipeDigest } from "./recipe.ts";
import { runVirtBuilder } from "./virt-builder.ts";

/** What the first boot of an image needs to know. */
export interface FirstBootRequest {
  readonly image: string;
  /** The qcow2 file; the boot writes to it. */
  readonly disk: string;
  /** A directory for the screenshot and the log of a boot that fails; it outlives the build, unlike the disk's. */
  readonly evidence: string;
  readonly recipe: Recipe;
  /** Shell command, run as root in the guest: exits with 0 once all first-boot work is over. */
  readonly firstbootDone: string;
  readonly signal?: AbortSignal | undefined;
}

/** How images are made. */
export interface BuildOptions {
  /** Boots the disk until its first-boot work is done and its desktop is there, and shuts it down cleanly. */
  readonly completeFirstBoot: (request: FirstBootRequest) => Promise<void>;
  /** Whether KVM really works here. Called only when something is built. */
  readonly kvm: () => Promise<boolean>;
  /** The Debian mirror for the embedded image's packages. Default `http://deb.debian.org/debian`. */
  readonly mirror?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((progress: ImageProgress) => void) | undefined;
}

/** Which image to make, and where. */
export interface ImageToBuild {
  readonly name: string;
  readonly recipe: Recipe;
  readonly path: string;
  readonly directory: string;
}

/** virt-builder's first-boot service (virt-customize(1)) has run, whatever its commands' exit codes. */
const firstbootDone =
  "[ ! -e /usr/lib/virt-sysprep/firstboot.sh ] || systemctl --quiet is-active guestfs-firstboot.service || " +
  '{ echo "first-boot commands are running"; exit 1; }';

/**
 * Builds an image, completes its first boot and installs it. A build that fails or is killed leaves nothing under the image's name.
 *
 * @throws {ImageBuildError} naming the stage that failed
 * @throws {DiskSpaceError} before anything is made, when there is no room for it
 */
export async function buildImage(target: ImageToBuild, options: BuildOptions): Promise<void> {
  const { name, recipe, directory } = target;
  const { signal, progress } = options;
  await requirePlace(target);
  const evidence = join(directory, "failed", name);
  await rm(evidence, { recursive: true, force: true });
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
    options.completeFirstBoot({ image: name, disk, evidence, recipe, firstbootDone, signal }),
  );
  await runStage(context, "checking", () => install(target, disk, signal));
}

/** Requires disk space for the build, and a directory that virt-builder can work in. */
async function requirePlace({ name, recipe, directory }: ImageToBuild): Promise<void> {
  if (directory.includes(":")) throw colon(name, directory);
  await requireDiskSpace(directory, buildSpace(recipe), `building the image ${name}`);
  if (recipe.template === embeddedImageName) await requireScratchSpace(name);
}

/** The embedded template is made here and offered to virt-builder as a private repository. */
async function templateEnvironment(
  { recipe }: ImageToBuild,
  work: string,
  context: StageContext,
  mirror: string | undefined,
): Promise<Record<string, string>> {
  if (recipe.template !== embeddedImageName) return {};
  return runStage(context, "making the template", async (onLine) => {
    const { signal } = context;
    const { virtBuilderDirs } = await makeTemplate(join(work, "template"), { onLine, signal, mirror });
    // virt-builder caches templates by name: with another cache it would use an earlier one of ours, or a public one.
    return { VIRT_BUILDER_DIRS: virtBuilderDirs, XDG_CACHE_HOME: join(work, "cache") };
  });
}

async function install({ name, recipe, path }: ImageToBuild, disk: string, signal?: AbortSignal): Promise<void> {
  const state = await inspectImage(disk, signal);
  if (state.state !== "sound") throw unsound(name, state.state === "broken" ? state.reason : "it is missing");
  await chmod(disk, 0o444);
  const { size: bytes } = await stat(disk);
  const content = {
    format: 1,
    digest: recipeDigest(recipe),
    bytes,
    builtAt: new Date().toISOString(),
    recipe,
  } as const;
  const confirmManifest = await announceImageManifest(path, content);
  // A VM that still runs on the file's predecessor keeps it open: the rename only removes its name.
  await rename(disk, path);
  await confirmManifest();
}

/** virt-builder takes files as from:to, and its repositories' directories as a list with colons. */
function colon(image: string, directory: string): ImageBuildError {
  return new ImageBuildError(image, "preparing", {
    headline: `the image ${image} could not be built: virt-builder cannot work in a directory with a colon in its path`,
    facts: { image, directory },
    next: "set XDG_CACHE_HOME to a directory without a colon in its path",
  });
}

function unsound(image: string, reason: string): ImageBuildError {
  return new ImageBuildError(image, "checking", {
    headline: `the image ${image} is not sound after its build`,
    facts: { image, reason },
    next: "check the disk for errors and its free space, then try again",
  });
}
