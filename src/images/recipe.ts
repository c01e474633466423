// What goes into a base image, by the image's name.
import { createHash } from "node:crypto";
import { OptionError } from "../base/errors.ts";
import { embeddedImageName, embeddedRecipe } from "./embedded/recipe.ts";
import { debianRecipe } from "./families/debian.ts";
import { demoUser, restartDisplayManager } from "./families/demo-user.ts";
import { fedoraRecipe } from "./families/fedora.ts";
import { type ImageName, parseImageName, readImageName } from "./name.ts";
import type { Recipe } from "./recipe-parts.ts";

export type { GuestFile, Recipe } from "./recipe-parts.ts";

/** A user's own recipe: what is left out comes from the distribution's, lists are added to the distribution's. */
export type OwnRecipe = Partial<Recipe>;

const families: ReadonlyMap<string, (image: ImageName) => Recipe> = new Map([
  ["fedora", fedoraRecipe],
  ["debian", debianRecipe],
  ["ubuntu", debianRecipe],
]);

/** virt-builder's own names for templates are freer than those of images; what starts with `-` would be an option. */
const templatePattern = /^[A-Za-z0-9][\w.+-]*$/;

/**
 * The recipe of an image: the distribution's, with the user's own additions.
 *
 * @throws {OptionError} when the name is not `{distro}-{version}`, or the own recipe's template cannot be one
 */
export function recipeFor(image: string, own: Readonly<Record<string, OwnRecipe>> = {}): Recipe {
  parseImageName(image);
  const added = given((Object.hasOwn(own, image) && own[image]) || {});
  const base = distributionRecipe(added.template ?? image);
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

function distributionRecipe(template: string): Recipe {
  if (template === embeddedImageName) return embeddedRecipe;
  const name = readImageName(template);
  const family = name && families.get(name.distribution);
  if (family) return family(name);
  if (templatePattern.test(template)) return unknownDistribution(template);
  throw new OptionError({
    headline: "a recipe's template is not one that virt-builder could have",
    facts: { template },
    next: "use a name from virt-builder --list",
  });
}

/** Of a distribution that demotool does not know, only the demo user is certain. */
function unknownDistribution(template: string): Recipe {
  return { template, packages: [], commands: [], ...demoUser, guestAgent: false };
}
