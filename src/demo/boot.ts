// From an image's name to a ready VM.
import type { DemoOutput } from "../base/demo-output.ts";
import { readEnvironment } from "../base/environment.ts";
import { log } from "../base/log.ts";
import { requireKnownUser } from "../base/user.ts";
import { completeFirstBoot } from "../boot/first-boot.ts";
import { launch } from "../boot/launch.ts";
import type { Accelerator } from "../host/acceleration.ts";
import { requireMemory } from "../host/require-memory.ts";
import { ownRun, type Run, runLimit } from "../host/run-limit.ts";
import { type BaseImage, ensureImage, type ImageOptions } from "../images/cache.ts";
import { plainDisplay } from "../images/progress.ts";
import { checkVmOptions } from "../machine/vm-options.ts";
import { Vm } from "../vm/vm.ts";
import { hostAccelerator } from "./accelerator.ts";
import { type NamedPreparation, type PreparedVmOptions, preparationIn } from "./preparation.ts";
import { preparationFor } from "./prepare-vm.ts";

/** Options of a VM and of the image it is made from. */
export interface MachineOptions extends PreparedVmOptions {
  /** The user's own recipes, by image name. */
  readonly recipes?: ImageOptions["recipes"];
}

/** Which VM to make, for which demo. */
export interface MachineRequest {
  /** The domain's name. */
  readonly domain: string;
  readonly demo: DemoOutput;
  /** The base image's name. */
  readonly image: string;
  readonly options: MachineOptions;
  /** The preparation of the VM unless its options have one. */
  readonly preparation?: NamedPreparation | undefined;
  /** The run that the VM belongs to. Default: this program. */
  readonly run?: Run | undefined;
  /** The result of an earlier probe. Default: probes. */
  readonly accelerator?: Accelerator | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Provides the base image, waits for free resources on the host, and boots a fresh VM until it is ready. A failure or
 * an abort leaves nothing of it.
 *
 * @throws {ResourceError} before anything is created, when a memory limit is too low for the VM
 */
export async function bootMachine(request: MachineRequest): Promise<Vm> {
  const { recipes, prepare: _, prepareKey: __, ...vmOptions } = request.options;
  const preparation = preparationIn(request.options) ?? request.preparation;
  const options = checkVmOptions(vmOptions);
  const { accelerator, run, signal } = request;
  requireKnownUser();
  requireMemory({ name: request.domain, options, maxVms: runLimit(run ?? ownRun(), readEnvironment().maxVms)?.maxVms });
  const image = await baseImage(request.image, { recipes, accelerator, run, signal });
  const machine = await launch({
    name: request.domain,
    image: request.image,
    disk: { backingFile: image.path },
    warm: { name: request.image, path: image.path, digest: image.digest },
    prepare: preparation && preparationFor(preparation, options.stable, request.demo, request.signal),
    readiness: { guestAgent: image.recipe?.guestAgent, session: image.recipe?.session?.ready },
    options,
    run,
    output: request.demo,
    accelerator,
    signal,
  });
  return new Vm(machine, request.demo);
}

/** Options of {@link baseImage}. */
export interface BaseImageOptions {
  readonly recipes?: ImageOptions["recipes"] | undefined;
  readonly accelerator?: Accelerator | undefined;
  /** The run that the VM of its first boot belongs to. Default: this program. */
  readonly run?: Run | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with each phase of a build. Default: a log line per phase. */
  readonly progress?: ImageOptions["progress"];
}

/** The base image of this name; builds it and boots it once if it is missing. */
export async function baseImage(name: string, options: BaseImageOptions): Promise<BaseImage> {
  const { recipes, accelerator, run, signal, progress = plainDisplay().show } = options;
  const image = await ensureImage(name, {
    completeFirstBoot: (request) => completeFirstBoot(request, {}, accelerator, run),
    // Before a build, which takes minutes and ends with a boot.
    kvm: async () => {
      requireMemory({ name: `of the image ${name}`, options: {}, adjustable: false });
      return (accelerator ?? (await hostAccelerator())) === "kvm";
    },
    ...(recipes && { recipes }),
    ...(signal && { signal }),
    progress,
    mirror: readEnvironment().debianMirror,
  });
  log.debug("base image", { image: name, path: image.path });
  return image;
}
