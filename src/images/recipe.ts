// What goes into a base image, by the image's name.
import { createHash } from "node:crypto";
import { embeddedImageName, embeddedRecipe } from "./embedded/recipe.ts";
import { debianRecipe } from "./families/debian.ts";
import { demoUser } from "./families/demo-user.ts";
import { fedoraRecipe } from "./families/fedora.ts";
import { type ImageName, parseImageName } from "./name.ts";
import type { Recipe } from "./recipe-parts.ts";

export type { GuestFile, Recipe } from "./recipe-parts.ts";

/** A user's own recipe: what is left out comes from the distribution's, lists are added to the distribution's. */
export type OwnRecipe = Partial<Recipe>;

const families: Readonly<Record<string, (image: ImageName) => Recipe>> = {
  fedora: fedoraRecipe,
  debian: debianRecipe,
  ubuntu: debianRecipe,
};

/**
 * The recipe of an image: the distribution's, with the user's own additions.
 *
 * @throws {OptionError} when the name is not `{distro}-{version}`
 */
export function recipeFor(image: string, own: Readonly<Record<string, OwnRecipe>> = {}): Recipe {
  const added = own[image] ?? {};
  const base = distributionRecipe(added.template ?? image);
  return {
    ...base,
    ...added,
    packages: [...base.packages, ...(added.packages ?? [])],
    commands: [...base.commands, ...(added.commands ?? [])],
    firstbootCommands: [...base.firstbootCommands, ...(added.firstbootCommands ?? [])],
    files: [...base.files, ...(added.files ?? [])],
  };
}

/** Tells two recipes apart; the side file of an image holds it. */
export function recipeDigest(recipe: Recipe): string {
  return createHash("sha256").update(JSON.stringify(recipe)).digest("hex");
}

function distributionRecipe(template: string): Recipe {
  if (template === embeddedImageName) return embeddedRecipe;
  const name = parseImageName(template);
  return families[name.distribution]?.(name) ?? unknownDistribution(template);
}

/** Of a distribution that demotool does not know, only the demo user is certain. */
function unknownDistribution(template: string): Recipe {
  return { template, packages: [], commands: [], ...demoUser, guestAgent: false };
}
