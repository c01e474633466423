// Tells whether a text that was not found stands there in other letters: upper case for lower, or the other way round.
import { folded } from "./fold.ts";

/**
 * The first place in what was read that differs from a text in upper and lower case only, as it was read.
 *
 * @param seen what was read, line by line
 */
export function inOtherCase(wanted: string, seen: string): string | undefined {
  const plain = folded(wanted);
  const pattern = new RegExp(escaped(plain), "i");
  const found = seen.split("\n").flatMap((line) => pattern.exec(folded(line)) ?? []);
  return found.find((text) => text !== plain);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
