// Chooses what to look for on a page, and texts that are not on it.
import { overlap, type Region } from "../../../src/base/geometry/region.ts";
import { isAlike } from "../../../src/screen/text/confusions.ts";
import { folded } from "../../../src/screen/text/fold.ts";
import type { Draws } from "./random.ts";
import type { Shot, ShownText } from "./shoot.ts";

/** A text to look for. */
export interface Sample {
  readonly text: string;
  /** Where it is, in pixels of the page. */
  readonly region: Region;
  /** Font size in pixels. */
  readonly size: number;
  /** Whether the text is anywhere in the region. */
  readonly isLoose: boolean;
  /** The text with one letter or digit changed; it is not on the page. */
  readonly other: string;
}

/** A demo looks for a button's label or the begin of a sentence, in characters. */
const longestText = 40;

/** Fewer characters are found in other words. */
const shortestText = 3;

/** One text of each line of a page, unless the page has it twice. */
export function samplesOf({ texts }: Shot, draws: Draws): Sample[] {
  const page = texts.map(({ words }) => folded(words.map(({ text }) => text).join(" "))).join("\n");
  // A text may also run from one line, or one font, into the next.
  const running = page.replaceAll("\n", " ");
  return texts.flatMap((line) => {
    if (line.isPart) return [];
    const sample = partOf(line, draws);
    if (texts.some((other) => other !== line && overlap(sample.region, boxOf(other, line)))) return [];
    if (sample.text.length < shortestText || !/[\p{L}\p{N}]{2}/u.test(sample.text)) return [];
    if (page.split(folded(sample.text)).length !== 2) return [];
    const other = changed(sample.text, draws);
    if (running.split(folded(sample.text)).length !== 2) return [];
    return other === undefined || page.includes(folded(other)) ? [] : [{ ...sample, other }];
  });
}

/** The box of a text, without the space above and below its letters. A text that another one covers cannot be read. */
function boxOf({ words, top, bottom }: ShownText, other: ShownText): Region {
  const [left, right] = [words[0]?.left ?? 0, words.at(-1)?.right ?? 0];
  // Boxes of the lines of one paragraph overlap, their letters do not.
  const margin = Math.abs(top - other.top) < 3 ? 0 : (bottom - top) * 0.3;
  return { x: left, y: top + margin, width: right - left, height: bottom - top - 2 * margin };
}

function partOf({ words, top, bottom, size, isLoose = false }: ShownText, draws: Draws): Omit<Sample, "other"> {
  const from = words.length > 4 ? draws.whole(0, words.length - 3) : 0;
  const part = [words[from] as (typeof words)[number]];
  for (const word of words.slice(from + 1)) {
    if ([...part, word].map(({ text }) => text).join(" ").length > longestText) break;
    part.push(word);
  }
  const [left, right] = [part[0]?.left ?? 0, part.at(-1)?.right ?? 0];
  return {
    text: part.map(({ text }) => text).join(" "),
    region: { x: left, y: top, width: right - left, height: bottom - top },
    size,
    isLoose,
  };
}

/** The text with another letter or digit in one place; undefined where it has none. */
function changed(text: string, draws: Draws): string | undefined {
  const places = [...text.matchAll(/[A-Za-z0-9]/g)].map(({ index }) => index);
  if (places.length === 0) return undefined;
  const at = draws.of(places);
  const was = text[at] as string;
  const alphabet = /[a-z]/.test(was)
    ? "abcdefghijklmnopqrstuvwxyz"
    : /[A-Z]/.test(was)
      ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
      : "0123456789";
  const others = [...alphabet].filter(
    // Characters that look alike, of which docs/targets.md has all, make nearly the same text.
    (each) => each !== was && !isAlike(was, each),
  );
  return `${text.slice(0, at)}${draws.of(others)}${text.slice(at + 1)}`;
}
