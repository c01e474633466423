// Which base images a demo file needs, as far as its source shows.
import type { DemoSource } from "./demo-files.ts";

/** `test.override("image", …)` and `test.override({ image: … })`, and the same with `extend`; braces nest once. */
const choice = String.raw`\.(?:override|extend)\(\s*(?:["']image["']\s*,|\{(?:[^{}]|\{[^{}]*\})*?\bimage\b(?:\s*:)?)`;
const anyChoice = new RegExp(choice);
const literalChoice = new RegExp(`${choice}\\s*["'\`]([^"'\`$]+)["'\`]`, "g");

/**
 * The images to provide before the tests start. An image that the source does not reveal is left to the first test that
 * needs it, so that no unused image is built.
 */
export function imagesOf(source: DemoSource, defaultImage: string): readonly string[] {
  if (!/\bvm\b/.test(source.allText)) return [];
  const chosen = [...source.text.matchAll(literalChoice)].flatMap((match) => match[1] ?? []);
  if (chosen.length > 0) return chosen;
  return anyChoice.test(source.text) ? [] : [defaultImage];
}
