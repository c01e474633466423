// Detects a text that was missed only because of upper and lower case.
import { folded } from "./fold.ts";

/**
 * The first passage, as read, that differs from a text only in upper and lower case.
 *
 * @param seen the lines that were read
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
