// Checks a user's own recipes when they are loaded, so that a mistake is reported before minutes of building.
import { normalize } from "node:path";
import { OptionError } from "../base/errors.ts";
import { parseImageName } from "./name.ts";
import type { OwnRecipe, Recipe } from "./recipe-type.ts";

/** Throws when a value is invalid; `place` is its path, such as `recipes["alma-9"].packages[0]`. */
type Check = (value: unknown, place: string) => void;

/** virt-builder's template names are less strict than image names, but one that starts with `-` would be an option. */
const template = matching(/^[A-Za-z0-9][\w.+-]*$/, "is not the name of a template; virt-builder --list shows them");
/** virt-builder separates packages with commas; dnf's groups may contain spaces. */
const packageName = matching(/^[^\s,-](?:[^,\n]*[^\s,])?$/, "is not the name of a package");
const script = matching(/\S/, "is not a shell command");
const text = matching(/^/, "is not a string");
/** As for virt-builder's `--size` (https://libguestfs.org/virt-builder.1.html). */
const size = matching(/^\d+(?:\.\d+)?[bKMG]$/, 'is not a size such as "20G"');

const path: Check = (value, place) => {
  // virt-builder's uploads have the form `from:to`.
  matching(/^\/[^:\0]*[^:\0/]$/, "is not an absolute path of a file, or contains a colon")(value, place);
  if (value !== normalize(String(value))) throw recipeError(place, "is not a normalized path", value);
};

const mode: Check = (value, place) => {
  const isMode = typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0o7777;
  if (!isMode) throw recipeError(place, "is not a mode such as 0o644", value);
};

const flag: Check = (value, place) => {
  if (typeof value !== "boolean") throw recipeError(place, "is neither true nor false", value);
};

const parts: Readonly<Record<keyof Recipe, Check>> = {
  template,
  packages: listOf(packageName),
  commands: listOf(script),
  firstbootCommands: listOf(script),
  files: listOf(plainObject({ path, content: text, mode }, ["path", "content"])),
  guestAgent: flag,
  session: plainObject({ user: text, ready: script }, ["ready"]),
  size,
};

const recipe = plainObject(parts, []);

/**
 * Checks a user's own recipes.
 *
 * @returns the same recipes, typed
 * @throws {OptionError} with the path of the invalid part and the reason
 */
export function checkRecipes(recipes: unknown): Readonly<Record<string, OwnRecipe>> {
  if (!isPlain(recipes)) throw recipeError("recipes", "is not a plain object of recipes by image name", recipes);
  for (const [image, own] of Object.entries(recipes)) {
    parseImageName(image);
    if (own !== undefined) recipe(own, `recipes["${image}"]`);
  }
  return recipes as Readonly<Record<string, OwnRecipe>>;
}

function matching(pattern: RegExp, complaint: string): Check {
  return (value, place) => {
    if (typeof value !== "string" || !pattern.test(value)) throw recipeError(place, complaint, value);
  };
}

function listOf(item: Check): Check {
  return (value, place) => {
    if (!Array.isArray(value)) throw recipeError(place, "is not a list", value);
    for (const [index, element] of value.entries()) item(element, `${place}[${index}]`);
  };
}

/** A property with the value undefined counts as omitted. */
function plainObject(properties: Readonly<Record<string, Check>>, required: readonly string[]): Check {
  return (value, place) => {
    if (!isPlain(value)) throw recipeError(place, "is not a plain object", value);
    const known = Object.keys(properties).join(", ");
    for (const key of required) if (value[key] === undefined) throw recipeError(place, `has no ${key}`, undefined);
    for (const [key, content] of Object.entries(value)) {
      const check = Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (check === undefined) throw recipeError(`${place}.${key}`, `is unknown; the parts are ${known}`, undefined);
      if (content !== undefined) check(content, `${place}.${key}`);
    }
  };
}

/** Recipes are sent between processes, where an instance of a class would arrive as a plain object. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Vitest may run the configuration in a context with another `Object`.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function recipeError(place: string, complaint: string, value: unknown): OptionError {
  const given = typeof value === "string" ? value.slice(0, 100) : value === undefined ? undefined : typeof value;
  return new OptionError({
    headline: `${place} ${complaint}`,
    facts: { given },
    next: "correct the recipe",
  });
}
