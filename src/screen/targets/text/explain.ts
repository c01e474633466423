// Explains why a text was not found.
import { describeRegion } from "../../errors.ts";
import { folded } from "../../text/fold.ts";
import { looksAlike } from "../../text/fuzzy-match.ts";
import { inOtherCase } from "../../text/letter-case.ts";
import { listRead, matchAcross, scatteredWords } from "../../text/miss.ts";
import type { Explanation, Match, Sighting } from "../finder.ts";

/** Number of lines that a message lists. */
const mostListed = 18;

/** Number of lines that a hint quotes. */
const mostQuoted = 4;

/** Explains why a text was not found: what was read instead, and what to do if the text is there in another form. */
export function explainTextMiss(text: string | RegExp, { best, seen }: Sighting): Explanation {
  const output = seen === undefined ? undefined : `read instead: ${listRead(text, seen, mostListed)}`;
  const next = hint(text, best, seen ?? "");
  const facts = typeof text === "string" ? { bestRead: best?.text } : {};
  return { facts, output, ...(next !== undefined && { next }) };
}

/** Only what is certain to be about this text: a text that merely resembles it is another one. */
function hint(text: string | RegExp, best: Match | undefined, seen: string): string | undefined {
  if (typeof text !== "string") return patternHint(text, seen);
  if (best?.text !== undefined && looksAlike(folded(text), best.text)) return misread(text, best, best.text);
  const otherCase = inOtherCase(text, seen);
  if (otherCase !== undefined) return differsInCase(text, otherCase);
  const lines = scatteredWords(text, seen);
  return lines && notTogether(lines);
}

function patternHint(pattern: RegExp, seen: string): string | undefined {
  const across = matchAcross(pattern, seen);
  if (across === "text") return notTogether();
  return across && `${pattern} matches only the empty text there: give a pattern that takes at least one character`;
}

function misread(text: string, best: Match, read: string): string {
  const similarity = Math.floor(best.similarity * 100) / 100;
  return (
    `at ${describeRegion(best)} ${JSON.stringify(read)} was read, which differs in characters that look alike: if this is ` +
    `the text, use text(${JSON.stringify(read)}) or text(${JSON.stringify(text)}, { similarity: ${similarity} })`
  );
}

function differsInCase(text: string, read: string): string {
  return (
    `upper and lower case must match: ${JSON.stringify(read)} is on the screen, which is another text than ` +
    `${JSON.stringify(text)}; look at the saved screenshots`
  );
}

function notTogether(lines: readonly string[] = []): string {
  const quoted = lines.slice(0, mostQuoted).map((line) => JSON.stringify(line));
  const where = quoted.length === 0 ? "" : ` (${quoted.join(", ")}${lines.length > mostQuoted ? ", …" : ""})`;
  return `its words are on the screen, but in different lines or columns${where}: look for a part of it that is together`;
}
