// Provides what a run needs before its first test: the accelerator and the base images.
import { readEnvironment } from "../base/environment.ts";
import { setLogLevel } from "../base/log.ts";
import { warnOfRoot } from "../boot/root.ts";
import type { Accelerator } from "../host/acceleration.ts";
import type { ImageOptions } from "../images/cache.ts";
import { progressDisplay } from "../images/progress.ts";
import { hostAccelerator } from "./accelerator.ts";
import { baseImage } from "./boot.ts";

/** Options of {@link prepareImages}. */
export interface PrepareOptions {
  readonly recipes?: ImageOptions["recipes"];
  readonly signal?: AbortSignal;
  /** Called with each phase of a build. Default: a line on the terminal. */
  readonly progress?: ImageOptions["progress"];
}

/**
 * Detects the accelerator, warns once of software emulation and of root, and provides the base images.
 *
 * @returns the accelerator, for the workers that boot the VMs
 * @throws {ImageBuildError} when an image is missing and cannot be built
 */
export async function prepareImages(names: readonly string[], options: PrepareOptions = {}): Promise<Accelerator> {
  setLogLevel(readEnvironment().logLevel);
  warnOfRoot();
  const accelerator = await hostAccelerator();
  using display = progressDisplay();
  const progress = options.progress ?? ((event) => display.show(event));
  for (const name of new Set(names)) await baseImage(name, { ...options, progress, accelerator });
  return accelerator;
}
