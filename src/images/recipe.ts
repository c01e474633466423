// Finds the recipe of a base image by the image's name.
import { digestOf } from "../base/files/digest.ts";
import { checkRecipes } from "./check-recipe.ts";
import { parseImageName, readImageName } from "./name.ts";
import type { OwnRecipe, Recipe } from "./recipe-type.ts";
import { type Distribution, isOf } from "./recipes/distribution.ts";
import { distributions } from "./recipes/index.ts";
import { restartDisplayManager } from "./recipes/parts/demo-user.ts";
import { unknownDistribution } from "./recipes/unknown.ts";

export type { GuestFile, OwnRecipe, Recipe } from "./recipe-type.ts";

/**
 * Returns the recipe of an image: the distribution's, with the user's own additions.
 *
 * @param known the distributions to choose from. Default: all that demotool supports
 * @throws {OptionError} when the name is not `{distro}-{version}`, or one of the user's recipes is invalid
 */
export function recipeFor(
  image: string,
  own: Readonly<Record<string, OwnRecipe>> = {},
  known: readonly Distribution[] = distributions,
): Recipe {
  parseImageName(image);
  checkRecipes(own);
  const added = given((Object.hasOwn(own, image) && own[image]) || {});
  const base = distributionRecipe(added.template ?? image, added, known);
  return {
    ...base,
    ...added,
    packages: [...base.packages, ...(added.packages ?? [])],
    commands: [...base.commands, ...(added.commands ?? [])],
    firstbootCommands: firstbootCommands(base.firstbootCommands, added.firstbootCommands ?? []),
    files: [...base.files, ...(added.files ?? [])],
  };
}

/** Returns a digest that identifies a recipe, whatever the order of its properties. The image's manifest holds it. */
export function recipeDigest(recipe: Recipe): string {
  return digestOf(JSON.stringify(recipe, sortProperties));
}

/** Drops properties with the value undefined, which count as omitted. */
function given(recipe: OwnRecipe): OwnRecipe {
  return Object.fromEntries(Object.entries(recipe).filter(([, value]) => value !== undefined));
}

/** Keeps the display manager's restart last, so that the desktop starts after all other commands. */
function firstbootCommands(base: readonly string[], added: readonly string[]): string[] {
  const isRestart = (command: string): boolean => command === restartDisplayManager;
  return [...base.filter((command) => !isRestart(command)), ...added, ...base.filter(isRestart)];
}

function sortProperties(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function distributionRecipe(template: string, own: OwnRecipe, known: readonly Distribution[]): Recipe {
  const name = readImageName(template);
  const distribution = name && known.find((candidate) => isOf(name, candidate));
  return distribution ? distribution.recipe(name.version) : unknownDistribution(template, own);
}
