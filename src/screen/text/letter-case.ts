// Detects a text that was missed only because of upper and lower case.
import { folded } from "./fold.ts";
import { isPartOfNumber } from "./numbers.ts";

/**
 * The first passage, as read, that differs from a text only in upper and lower case.
 *
 * @param seen the lines that were read
 */
export function inOtherCase(wanted: string, seen: string): string | undefined {
  const plain = folded(wanted);
  const pattern = new RegExp(escaped(plain), "gi");
  for (const line of seen.split("\n").map(folded)) {
    for (const { 0: text, index } of line.matchAll(pattern)) {
      if (text !== plain && !isPartOfNumber(text, line, index)) return text;
    }
  }
  return undefined;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
