// Finds text on a screen.
import type { Frame } from "../../../base/geometry/frame.ts";
import { overlap, type Region } from "../../../base/geometry/region.ts";
import type { Deadline } from "../../../base/time/deadline.ts";
import { type Line, TextReader, type Word } from "../../ocr.ts";
import { placesOf } from "../../text/passages.ts";
import { joinedLines, rowsOf } from "../../text/rows.ts";
import { readableConfidence } from "../../text/standing.ts";
import type { Finder, Sighting } from "../finder.ts";
import { bestPlace } from "../places.ts";
import type { FinderOptions } from "../target-kind.ts";

/** Default similarity of a text: see docs/targets.md. */
export const textSimilarity = 0.9;

/** One reader per language, so that finders share the lines read. */
const readers = new Map<string, TextReader>();

/**
 * Makes a finder for a text. Its first look reads the whole screen or region; later ones read only lines that look new.
 *
 * @param language as tesseract names it. Default `eng`
 * @param options of the target and the call
 */
export function textFinder(
  text: string | RegExp,
  language = "eng",
  { region, similarity = textSimilarity, all }: FinderOptions = {},
): Finder {
  const reader = readerOf(language);
  const search = placesOf(text, { similarity, all });
  let last: Sighting | undefined;
  return {
    what: describe(text),
    async look(frame: Frame, changed: readonly Region[] | undefined, deadline: Deadline): Promise<Sighting> {
      if (last && changed && !changed.some((part) => !region || overlap(part, region))) return last;
      // Even if this look fails, the next call gets only the changes since this one.
      last = undefined;
      const lines = await reader.read(frame, region, deadline);
      const asRead = await search(lines);
      const isMissing = typeof text !== "string" && asRead.places.length === 0;
      const { places, best } = isMissing
        ? await search(lines.map(withoutIcons).filter(({ words }) => words.length > 0))
        : asRead;
      last = { found: bestPlace(places), best, places, seen: readableText(lines) };
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

/** The line without what was read with little confidence at its ends: an icon hides a line's beginning from a `^`. */
function withoutIcons(line: Line): Line {
  const isText = ({ confidence }: Word): boolean => confidence >= readableConfidence;
  const [first, last] = [line.words.findIndex(isText), line.words.findLastIndex(isText)];
  return { ...line, words: line.words.slice(Math.max(first, 0), last + 1) };
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
