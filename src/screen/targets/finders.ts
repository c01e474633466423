// From a target to what looks for it.
import { OptionError } from "../../base/errors.ts";
import type { Finder } from "./finder.ts";
import { imageFinder } from "./image-finder.ts";
import { type ScreenTarget, screenFinder } from "./screen-target.ts";
import type { LookOptions, Target } from "./target.ts";
import { textFinder } from "./text-finder.ts";

/** Whether a value is a target: what `image()` or `text()` made. */
export function isTarget(value: unknown): value is Target {
  const kind = typeof value === "object" && value !== null && Reflect.get(value, "kind");
  return kind === "image" || kind === "text";
}

/**
 * Makes what looks for a target on one screen.
 *
 * @param options what a call says; what the target says itself wins
 * @throws {OptionError} when the target's file or its options cannot be used
 */
export async function finderFor(target: Target | ScreenTarget, options: LookOptions = {}): Promise<Finder> {
  if (target?.kind === "screen") return screenFinder(target);
  if (!isTarget(target)) throw noTarget(target);
  return target.kind === "image" ? imageFinder(target, options) : textFinder(target, options);
}

function noTarget(value: unknown): OptionError {
  return new OptionError({
    headline: `${JSON.stringify(value) ?? String(value)} is nothing that can be looked for on a screen`,
    next: 'give image("file.png") or text("words")',
  });
}
