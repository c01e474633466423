// The plugin's options, checked as soon as the configuration is loaded.
import { checkNumber, checkText } from "../base/check.ts";
import { OptionError } from "../base/errors.ts";
import { checkDuration, shortestMs } from "../base/time/check-duration.ts";
import type { MachineOptions } from "../demo/boot.ts";
import { type NamedPreparation, preparationIn } from "../demo/preparation.ts";
import { checkRecipes } from "../images/check-recipe.ts";
import { checkVmOptions } from "../machine/vm-options.ts";
import { defaultFailureVideoMs } from "./context.ts";

/** Options of the plugin `demotool()`. They hold for every demo file of the project. */
export interface DemotoolOptions extends MachineOptions {
  /** The base image if a file names no other; `DEMOTOOL_IMAGE` wins over it. Default `debian-12`. */
  readonly image?: string;
  /**
   * Limit of VMs at the same time, over all workers of the run; `DEMOTOOL_MAX_VMS` wins over it. Vitest then runs as
   * many files at a time, unless `maxWorkers` or `fileParallelism` is set. VMs that need more cores than the
   * host has share them. Default: as many as the host has memory and cores for.
   */
  readonly maxVms?: number;
  /**
   * Milliseconds of the video `failure.mp4` of a failed test, from 1000 to 300_000; `false`: no video, and nothing is
   * kept in memory for it. Default 30_000.
   */
  readonly failureVideo?: number | false;
}

/** A longer video is a recording: `vm.record`. */
const maxFailureVideoMs = 300_000;

const known: readonly (keyof DemotoolOptions)[] = [
  "image",
  "recipes",
  "cpus",
  "memory",
  "resolution",
  "bootTimeout",
  "readyDelay",
  "stable",
  "warm",
  "prepare",
  "prepareKey",
  "keyboardLayout",
  "vncWebsocket",
  "maxVms",
  "failureVideo",
];

const imageForm = { what: "the name of an image", pattern: /./, example: "debian-12 or fedora-42" };

const failureVideoRange = {
  shortest: shortestMs.work,
  longest: maxFailureVideoMs,
  zero: false,
  or: "false for no video",
};

/** The plugin's options after their check. */
export interface CheckedOptions {
  readonly image: string | undefined;
  readonly machine: MachineOptions;
  readonly preparation: NamedPreparation | undefined;
  readonly maxVms: number | undefined;
  /** Milliseconds; 0: none. */
  readonly failureVideo: number;
}

/**
 * Checks the plugin's options.
 *
 * @throws {OptionError} naming the option and what it may be
 */
export function checkOptions(options: DemotoolOptions): CheckedOptions {
  for (const name of Object.keys(options)) if (!known.some((option) => option === name)) throw unknownOption(name);
  const {
    image,
    recipes,
    maxVms,
    failureVideo = defaultFailureVideoMs,
    prepare: _,
    prepareKey: __,
    ...vmOptions
  } = options;
  if (image !== undefined) checkText("image", image, imageForm);
  if (recipes !== undefined) checkRecipes(recipes);
  if (maxVms !== undefined) checkNumber("maxVms", maxVms, { from: 1, whole: true, unit: "VMs" });
  if (failureVideo !== false) checkDuration("failureVideo", failureVideo, failureVideoRange);
  const machine = { ...checkVmOptions(vmOptions), ...(recipes && { recipes }) };
  const preparation = preparationIn(options);
  return { image, machine, preparation, maxVms, failureVideo: failureVideo || 0 };
}

function unknownOption(name: string): OptionError {
  return new OptionError({
    headline: `demotool() has no option ${name}`,
    facts: { option: name },
    next: `use ${known.join(", ")}`,
  });
}
