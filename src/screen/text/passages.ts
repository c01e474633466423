// Looks for a text or a pattern in all that was read on a screen.
import { setImmediate as breathe } from "node:timers/promises";
import type { Line } from "../ocr.ts";
import type { Match } from "../targets/finder.ts";
import { folded } from "./fold.ts";
import { bestFuzzyMatch, type Passage } from "./fuzzy-match.ts";
import { joinedLines, placeOf, type Row, rowsOf } from "./rows.ts";

/** The longest time without a break: a recording runs on the same thread. */
const longestRunMs = 5;

/** Finds the best place of a text among lines that were read; undefined where nothing is like it at all. */
export type Search = (lines: readonly Line[]) => Promise<Match | undefined>;

/** A search that remembers what it has found in which row: most rows are the same at the next look. */
export function searchFor(wanted: string | RegExp): Search {
  const inRow = typeof wanted === "string" ? textIn(folded(wanted)) : patternIn(wanted);
  let known = new Map<string, Passage | undefined>();
  return async (lines) => {
    // A pattern's anchors hold for a line by itself as well as for the row that it is in.
    const rows = rowsOf(typeof wanted === "string" ? joinedLines(lines) : [...lines, ...joinedLines(lines)]);
    const now = new Map<string, Passage | undefined>();
    const best = await bestOf(rows, (text) => {
      const passage = known.has(text) ? known.get(text) : inRow(text);
      now.set(text, passage);
      return passage;
    });
    known = now;
    return best;
  };
}

async function bestOf(rows: readonly Row[], inRow: (text: string) => Passage | undefined): Promise<Match | undefined> {
  let best: Match | undefined;
  let begun = performance.now();
  for (const row of rows) {
    const match = matchOf(row, inRow(row.text));
    if (match && match.similarity > (best?.similarity ?? 0)) best = match;
    if (best?.similarity === 1) return best;
    if (performance.now() - begun < longestRunMs) continue;
    await breathe();
    begun = performance.now();
  }
  return best;
}

function matchOf(row: Row, passage: Passage | undefined): Match | undefined {
  const region = passage && placeOf(row, passage.start, passage.end);
  return region && { region, similarity: passage.similarity, text: row.text.slice(passage.start, passage.end) };
}

function textIn(wanted: string): (text: string) => Passage | undefined {
  return (text) => bestFuzzyMatch(wanted, text);
}

function patternIn(pattern: RegExp): (text: string) => Passage | undefined {
  // A pattern with g or y remembers where it was.
  const fresh = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ""));
  return (text) => {
    const found = fresh.exec(text);
    return found && found[0] !== ""
      ? { start: found.index, end: found.index + found[0].length, similarity: 1 }
      : undefined;
  };
}
