// The plugin's options, checked as soon as the configuration is loaded.
import { OptionError } from "../base/errors.ts";
import type { MachineOptions } from "../demo/boot.ts";
import { checkRecipes } from "../images/check-recipe.ts";
import { checkVmOptions } from "../vm/options.ts";

/** Options of the plugin `demotool()`. They hold for every demo file of the project. */
export interface DemotoolOptions extends MachineOptions {
  /** The base image where a file names no other; `DEMOTOOL_IMAGE` wins over it. Default `debian-12`. */
  readonly image?: string;
}

const known: readonly (keyof DemotoolOptions)[] = [
  "image",
  "recipes",
  "cpus",
  "memory",
  "resolution",
  "bootTimeout",
  "readyDelay",
  "keyboardLayout",
];

/**
 * Checks the plugin's options.
 *
 * @throws {OptionError} naming the option and what it may be
 */
export function checkOptions(options: DemotoolOptions): { image: string | undefined; machine: MachineOptions } {
  for (const name of Object.keys(options)) if (!known.some((option) => option === name)) throw unknownOption(name);
  const { image, recipes, ...vmOptions } = options;
  if (image !== undefined && (typeof image !== "string" || image === "")) throw badImage(image);
  if (recipes !== undefined) checkRecipes(recipes);
  return { image, machine: { ...checkVmOptions(vmOptions), ...(recipes && { recipes }) } };
}

function unknownOption(name: string): OptionError {
  return new OptionError({
    headline: `demotool() has no option ${name}`,
    facts: { option: name },
    next: `use ${known.join(", ")}`,
  });
}

function badImage(image: unknown): OptionError {
  return new OptionError({
    headline: "option image is not the name of an image",
    facts: { image: String(image) },
    next: "give a name such as debian-12 or fedora-42",
  });
}
