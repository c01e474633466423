// What a run needs before its first test: a working accelerator and the base images.
import { readEnvironment } from "../base/environment.ts";
import { setLogLevel } from "../base/log.ts";
import type { ImageOptions } from "../images/cache.ts";
import { connect } from "../libvirt/connection.ts";
import { type Accelerator, chooseAccelerator } from "../vm/acceleration.ts";
import { emulatorPath } from "../vm/emulator.ts";
import { baseImage } from "./boot.ts";

/** What {@link prepareImages} may be told. */
export interface PrepareOptions {
  readonly recipes?: ImageOptions["recipes"];
  readonly signal?: AbortSignal;
  /** Told of each phase of a build. */
  readonly progress?: ImageOptions["progress"];
}

/**
 * Finds out what VMs run on, with one warning where that is software emulation, and makes sure of the base images.
 *
 * @returns the accelerator, for the workers that boot the VMs
 * @throws {ImageBuildError} when an image is not there and cannot be built
 */
export async function prepareImages(names: readonly string[], options: PrepareOptions = {}): Promise<Accelerator> {
  const environment = readEnvironment();
  setLogLevel(environment.logLevel);
  const accelerator = await hostAccelerator(environment.libvirtUri, environment.accelerator);
  for (const name of new Set(names)) await baseImage(name, { ...options, accelerator });
  return accelerator;
}

async function hostAccelerator(uri: string, choice: Parameters<typeof chooseAccelerator>[0]): Promise<Accelerator> {
  await using connection = await connect(uri);
  return chooseAccelerator(choice, await emulatorPath(connection));
}
