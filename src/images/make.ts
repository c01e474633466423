// Makes one base image: builds it, boots it once, checks it, and moves it into place in one step.
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { DemotoolError, describeThrown } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { formatOwner, isAlive, parseOwner, thisOwner } from "../base/owner.ts";
import { ProcessError } from "../base/process.ts";
import { buildImage } from "./builder.ts";
import { requireDiskSpace } from "./disk-space.ts";
import { embeddedImageName } from "./embedded/recipe.ts";
import { makeTemplate } from "./embedded/template.ts";
import { DiskSpaceError, ImageBuildError } from "./errors.ts";
import type { ImageProgress } from "./progress.ts";
import { inspectImage } from "./qcow2.ts";
import { type Recipe, recipeDigest } from "./recipe.ts";
import { writeSideFile } from "./side-file.ts";

/** What the boot that seals an image needs to know. */
export interface SealRequest {
  readonly image: string;
  /** The qcow2 file; the boot writes to it. */
  readonly disk: string;
  readonly recipe: Recipe;
  /** Shell command, run as root in the guest: exits with 0 once all first-boot work is over. */
  readonly firstbootDone: string;
  readonly signal?: AbortSignal | undefined;
}

/** How images are made. */
export interface BuildOptions {
  /** Boots the disk until its first-boot work is done and its desktop is there, and shuts it down cleanly. */
  readonly seal: (request: SealRequest) => Promise<void>;
  /** Whether KVM really works here. Asked only when something is built. */
  readonly kvm: () => Promise<boolean>;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((progress: ImageProgress) => void) | undefined;
}

/** Which image to make, and where. */
export interface ImageToMake {
  readonly name: string;
  readonly recipe: Recipe;
  readonly path: string;
  readonly directory: string;
}

/** MiB that a build may take at its height: template, image and what its first boot writes. */
const neededSpace = 8192;

/** virt-builder's first-boot service (virt-customize(1)) has run, whatever its commands' exit codes. */
const firstbootDone =
  "[ ! -e /usr/lib/virt-sysprep/firstboot.sh ] || systemctl --quiet is-active guestfs-firstboot.service || " +
  '{ echo "first-boot commands are running"; exit 1; }';

/** Builds, seals and installs an image. A build that fails or is killed leaves nothing under the image's name. */
export async function makeImage(target: ImageToMake, options: BuildOptions): Promise<void> {
  await requireDiskSpace(target.directory, neededSpace, `building the image ${target.name}`);
  const work = await mkdtemp(
    join(await buildsDirectory(target.directory), `${target.name}~${formatOwner(thisOwner)}~`),
  );
  const disk = join(work, "disk.qcow2");
  const stage = new Stage(target.name, options);
  try {
    const kvm = await options.kvm();
    const env = await stage.run("making the template", async (onLine) =>
      templateEnvironment(target, work, onLine, options),
    );
    await stage.run("building with virt-builder", (onLine) =>
      buildImage(target.recipe, { output: disk, workDirectory: work, kvm, env, onLine, signal: options.signal }),
    );
    await stage.run("first boot", () =>
      options.seal({ image: target.name, disk, recipe: target.recipe, firstbootDone, signal: options.signal }),
    );
    await stage.run("checking", () => install(target, disk));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Removes what builds of dead processes left. */
export async function sweepBuilds(directory: string): Promise<void> {
  const builds = await buildsDirectory(directory);
  for (const name of await readdir(builds)) {
    const owner = parseOwner(name.split("~")[1] ?? "");
    if (owner !== undefined && !isAlive(owner)) await rm(join(builds, name), { recursive: true, force: true });
  }
}

async function buildsDirectory(directory: string): Promise<string> {
  const builds = join(directory, "builds");
  await mkdir(builds, { recursive: true });
  return builds;
}

/** The embedded template is made here and offered to virt-builder as a private repository. */
async function templateEnvironment(
  { recipe }: ImageToMake,
  work: string,
  onLine: (line: string) => void,
  { signal }: BuildOptions,
): Promise<Record<string, string>> {
  if (recipe.template !== embeddedImageName) return {};
  const { virtBuilderDirs } = await makeTemplate(join(work, "template"), { onLine, ...(signal && { signal }) });
  return { VIRT_BUILDER_DIRS: virtBuilderDirs };
}

async function install({ name, recipe, path }: ImageToMake, disk: string): Promise<void> {
  const state = await inspectImage(disk);
  if (state.state !== "sound") throw unsound(name, state.state === "broken" ? state.reason : "it is not there");
  await chmod(disk, 0o444);
  const { size: bytes } = await stat(disk);
  const digest = recipeDigest(recipe);
  await writeSideFile(path, { format: 1, digest, bytes, builtAt: new Date().toISOString(), recipe });
  // A VM that still runs on the file's predecessor keeps that open: the rename only takes away its name.
  await rename(disk, path);
}

/** Runs the stages of a build; reports progress and says which one failed. */
class Stage {
  readonly #image: string;
  readonly #options: BuildOptions;

  constructor(image: string, options: BuildOptions) {
    this.#image = image;
    this.#options = options;
  }

  async run<T>(phase: string, work: (onLine: (line: string) => void) => Promise<T>): Promise<T> {
    this.#options.progress?.({ image: this.#image, phase });
    const onLine = (line: string): void => this.#report(phase, line);
    try {
      return await work(onLine);
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (error instanceof DiskSpaceError) throw error;
      log.error(`building the image failed: ${phase}`, { image: this.#image, reason: describeThrown(error) });
      throw buildError(this.#image, phase, error);
    }
  }

  /** virt-builder writes `[  12.3] What it does`, with a percentage where it copies. */
  #report(phase: string, line: string): void {
    const step = /^\[\s*[\d.]+\]\s*(.+)$/.exec(line.trim())?.[1];
    const percent = /(\d+(?:\.\d+)?)%/.exec(line)?.[1];
    if (step === undefined && percent === undefined) return;
    this.#options.progress?.({
      image: this.#image,
      phase: step === undefined ? phase : `${phase}: ${step}`,
      ...(percent !== undefined && { percent: Number(percent) }),
    });
  }
}

function buildError(image: string, stage: string, cause: unknown): ImageBuildError {
  const output = cause instanceof DemotoolError ? cause.output : undefined;
  const url = /\b(?:https?|ftp|file):\/\/[^\s'"]+/.exec(cause instanceof ProcessError ? (output ?? "") : "")?.[0];
  return new ImageBuildError(image, stage, {
    headline: `the image ${image} could not be built: ${stage}: ${describeThrown(cause)}`,
    facts: { image, stage, url },
    ...(output !== undefined && { output }),
    next: url
      ? "check the network connection, or use an image that is in the cache"
      : "see the output above; docs/images.md tells how images are built",
    cause,
  });
}

function unsound(image: string, reason: string): ImageBuildError {
  return new ImageBuildError(image, "checking", {
    headline: `the image ${image} is not sound after its build`,
    facts: { image, reason },
    next: "check the disk for errors and its free space, then try again",
  });
}
