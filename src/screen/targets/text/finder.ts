// Looks for text on a screen.

import type { Frame } from "../../../base/geometry/frame.ts";
import { overlap, type Region } from "../../../base/geometry/region.ts";
import type { Deadline } from "../../../base/time/deadline.ts";
import { type Line, TextReader } from "../../ocr.ts";
import { searchFor } from "../../text/passages.ts";
import { joinedLines, rowsOf } from "../../text/rows.ts";
import type { Finder, Sighting } from "../finder.ts";
import type { LookOptions } from "../look-options.ts";

/** The default similarity of a text to what was read: see docs/targets.md. */
export const textSimilarity = 0.9;

/** Words that are read with less confidence are most often icons; messages leave them out. */
const readableConfidence = 0.5;

/** One for each language, for all finders: what one has read, no other needs to read again. */
const readers = new Map<string, TextReader>();

/**
 * Makes a finder for a text. It reads all of the screen, or of the region, when it first looks; after that only lines
 * that look like none that was read before.
 *
 * @param language as tesseract names it. Default `eng`
 * @param options what the target and the call say
 */
export function textFinder(
  text: string | RegExp,
  language = "eng",
  { region, similarity = textSimilarity }: LookOptions = {},
): Finder {
  const reader = readerOf(language);
  const search = searchFor(text);
  let last: Sighting | undefined;
  return {
    what: describe(text),
    async look(frame: Frame, changed: readonly Region[] | undefined, deadline: Deadline): Promise<Sighting> {
      if (last && changed && !changed.some((part) => !region || overlap(part, region))) return last;
      // What the next call is told changed since this one, even if this one fails.
      last = undefined;
      const lines = await reader.read(frame, region, deadline);
      const best = await search(lines);
      last = { found: best && best.similarity >= similarity ? best : undefined, best, seen: readableText(lines) };
      return last;
    },
  };
}

function readerOf(language: string): TextReader {
  const reader = readers.get(language) ?? new TextReader(language);
  readers.set(language, reader);
  return reader;
}

function describe(text: string | RegExp): string {
  return `the text ${typeof text === "string" ? JSON.stringify(text) : text}`;
}

function readableText(lines: readonly Line[]): string {
  const words = lines.map((line) => ({
    ...line,
    words: line.words.filter(({ confidence }) => confidence >= readableConfidence),
  }));
  return rowsOf(joinedLines(words.filter((line) => line.words.length > 0)))
    .map(({ text }) => text)
    .join("\n");
}
