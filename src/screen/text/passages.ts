// Searches the lines of a screen for a text or a pattern.
import { setImmediate as breathe } from "node:timers/promises";
import { centre } from "../../base/geometry/region.ts";
import type { Line } from "../ocr.ts";
import type { Match } from "../targets/finder.ts";
import { bestPlace, distinctPlaces } from "../targets/places.ts";
import { folded } from "./fold.ts";
import { exactMatches, fuzzyMatches, type Passage } from "./fuzzy-match.ts";
import { paragraphRow, paragraphsOf, rowsAcross } from "./paragraphs.ts";
import { inLine, inParagraph } from "./pattern.ts";
import { joinedLines, placeOf, type Row, rowsOf } from "./rows.ts";
import { patternPreference, textPreference } from "./standing.ts";

/** Maximum time between yields to the event loop: recordings run on the same thread. */
const longestRunMs = 5;

/** What a search finds. */
export interface Found {
  /** The places of at least the similarity that was asked for, in reading order. */
  readonly places: readonly Match[];
  /** The best match, whether or not it is similar enough; undefined when nothing resembles the text. */
  readonly best: Match | undefined;
}

/** How to search. */
export interface SearchOptions {
  /** Minimum similarity of a place, from 0 to 1. */
  readonly similarity: number;
  /** Whether all places are needed. Default: the best one is enough. */
  readonly all?: boolean | undefined;
}

/** Finds a text among lines. */
export type Search = (lines: readonly Line[]) => Promise<Found>;

/** Makes a search for the best match, whatever its similarity. */
export function searchFor(wanted: string | RegExp): (lines: readonly Line[]) => Promise<Match | undefined> {
  const search = placesOf(wanted, { similarity: 1 });
  return async (lines) => (await search(lines)).best;
}

/** Makes a search that caches its result for each row: most rows are unchanged at the next look. */
export function placesOf(wanted: string | RegExp, options: SearchOptions): Search {
  return typeof wanted === "string" ? textPlaces(folded(wanted), options) : patternPlaces(wanted);
}

/** A row, and the place in its text that a passage must cross: what lies within one line is found in another row. */
interface Candidate {
  readonly row: Row;
  readonly across?: number | undefined;
}

/** A text that has no space breaks only where a joint is none either. */
function textPlaces(wanted: string, { similarity, all = false }: SearchOptions): Search {
  const exactly = cached((text) => exactMatches(wanted, text));
  const roughly = cached((text) => fuzzyMatches(wanted, text, similarity));
  return async (lines) => {
    const paragraphs = paragraphsOf(lines);
    const candidates: Candidate[] = [
      ...rowsOf(joinedLines(lines)).map((row) => ({ row })),
      ...paragraphs.flatMap((each) => rowsAcross(each, wanted.length).map(({ row, at }) => ({ row, across: at }))),
    ];
    const exact = await matchesIn(candidates, exactly, textPreference);
    // Only a whole label that was read with mistakes would be preferred.
    const isDecided = !all && exact.some(({ preference = 0 }) => preference > 1);
    return found(isDecided ? exact : await matchesIn(candidates, roughly, textPreference), similarity);
  };
}

function patternPlaces(pattern: RegExp): Search {
  const [single, across] = [cached(inLine(pattern)), cached(inParagraph(pattern))];
  return async (lines) => {
    // A pattern's anchors apply to single lines as well as to rows of several.
    const rows = rowsOf([...lines, ...joinedLines(lines).filter((line) => line.lines.length > 1)]);
    const within = await matchesIn(
      rows.map((row) => ({ row })),
      single,
      patternPreference,
    );
    const paragraphs = paragraphsOf(lines).map(paragraphRow);
    const wrapped = await matchesIn(
      paragraphs.map((row) => ({ row, across: -1 })),
      across,
      () => 1,
    );
    return found([...within, ...wrapped], 1);
  };
}

function found(matches: readonly Match[], similarity: number): Found {
  const places = distinctPlaces(matches.filter((match) => match.similarity >= similarity));
  return { places, best: bestPlace(places) ?? mostSimilar(matches) };
}

function mostSimilar(matches: readonly Match[]): Match | undefined {
  return matches.reduce<Match | undefined>((a, b) => (a && a.similarity >= b.similarity ? a : b), undefined);
}

async function matchesIn(
  candidates: readonly Candidate[],
  { find, renew }: Cached,
  preferenceOf: (row: Row, passage: Passage) => number,
): Promise<Match[]> {
  const matches: Match[] = [];
  let begun = performance.now();
  renew();
  for (const { row, across } of candidates) {
    for (const passage of find(row.text)) {
      if (across !== undefined && !crosses(row, passage, across)) continue;
      const match = matchOf(row, passage);
      if (match) matches.push({ ...match, preference: preferenceOf(row, passage) });
    }
    if (performance.now() - begun < longestRunMs) continue;
    await breathe();
    begun = performance.now();
  }
  return matches;
}

/** Whether a passage crosses the start of a line: of the given one, or with -1 of any. */
function crosses({ lines }: Row, { start, end }: Passage, across: number): boolean {
  return lines.some((line) => (across < 0 || line === across) && start < line && line < end);
}

function matchOf(row: Row, { start, end, similarity }: Passage): Match | undefined {
  const region = placeOf(row, start, end);
  if (!region) return undefined;
  const text = row.text.slice(start, end).replaceAll(/\s+/g, " ");
  return { region, similarity, text, point: firstLineMiddle(row, start, end, region.height) };
}

/** The middle of a passage's first line if it has several: the middle of their box may be beside the text. */
function firstLineMiddle(row: Row, start: number, end: number, height: number): Match["point"] {
  const second = row.lines.find((line) => line > start && line < end);
  const first = second === undefined ? undefined : placeOf(row, start, second);
  // Lines side by side have their middle in one row.
  return first && first.height * 1.5 < height ? centre(first) : undefined;
}

/** A search of single texts that remembers those of its last two rounds. */
interface Cached {
  readonly find: (text: string) => readonly Passage[];
  /** Begins a round. */
  readonly renew: () => void;
}

function cached(find: (text: string) => readonly Passage[]): Cached {
  let [before, now] = [new Map<string, readonly Passage[]>(), new Map<string, readonly Passage[]>()];
  return {
    find(text) {
      const passages = now.get(text) ?? before.get(text) ?? find(text);
      now.set(text, passages);
      return passages;
    },
    renew() {
      [before, now] = [now, new Map()];
    },
  };
}
