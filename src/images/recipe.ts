// What goes into a base image, by the image's name.
import { createHash } from "node:crypto";
import { checkRecipes } from "./check-recipe.ts";
import { embeddedImageName, embeddedRecipe } from "./embedded/recipe.ts";
import { type ImageName, parseImageName, readImageName } from "./name.ts";
import type { OwnRecipe, Recipe } from "./recipe-type.ts";
import { debianRecipe } from "./recipes/debian.ts";
import { fedoraRecipe } from "./recipes/fedora.ts";
import { demoUser, restartDisplayManager } from "./recipes/parts/demo-user.ts";

export type { GuestFile, OwnRecipe, Recipe } from "./recipe-type.ts";

const families: ReadonlyMap<string, (image: ImageName) => Recipe> = new Map([
  ["fedora", fedoraRecipe],
  ["debian", debianRecipe],
  ["ubuntu", debianRecipe],
]);

/**
 * The recipe of an image: the distribution's, with the user's own additions.
 *
 * @throws {OptionError} when the name is not `{distro}-{version}`, or one of the own recipes cannot be used
 */
export function recipeFor(image: string, own: Readonly<Record<string, OwnRecipe>> = {}): Recipe {
  parseImageName(image);
  checkRecipes(own);
  const added = given((Object.hasOwn(own, image) && own[image]) || {});
  const base = distributionRecipe(added.template ?? image, added);
  return {
    ...base,
    ...added,
    packages: [...base.packages, ...(added.packages ?? [])],
    commands: [...base.commands, ...(added.commands ?? [])],
    firstbootCommands: firstbootCommands(base.firstbootCommands, added.firstbootCommands ?? []),
    files: [...base.files, ...(added.files ?? [])],
  };
}

/** Tells two recipes apart, in whatever order their properties stand; the side file of an image holds it. */
export function recipeDigest(recipe: Recipe): string {
  return createHash("sha256").update(JSON.stringify(recipe, sortProperties)).digest("hex");
}

/** A property that is there but undefined is as good as left out. */
function given(recipe: OwnRecipe): OwnRecipe {
  return Object.fromEntries(Object.entries(recipe).filter(([, value]) => value !== undefined));
}

/** The display manager's restart stays last: the desktop that it logs in to finds everything in place. */
function firstbootCommands(base: readonly string[], added: readonly string[]): string[] {
  const isRestart = (command: string): boolean => command === restartDisplayManager;
  return [...base.filter((command) => !isRestart(command)), ...added, ...base.filter(isRestart)];
}

function sortProperties(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function distributionRecipe(template: string, own: OwnRecipe): Recipe {
  if (template === embeddedImageName) return embeddedRecipe;
  const name = readImageName(template);
  const family = name && families.get(name.distribution);
  return family ? family(name) : unknownDistribution(template, own);
}

/**
 * Of a distribution that demotool does not know, only the demo user is certain. The guest agent's package has the same
 * name nearly everywhere; an own recipe that says whether the agent is there has seen to it.
 */
function unknownDistribution(template: string, { guestAgent }: OwnRecipe): Recipe {
  const agent = guestAgent === undefined ? { packages: ["qemu-guest-agent"], guestAgent: true } : { packages: [] };
  return { template, commands: [], ...demoUser, ...agent };
}
