// Searches the lines of a screen for a text or a pattern.
import { setImmediate as breathe } from "node:timers/promises";
import type { Line } from "../ocr.ts";
import type { Match } from "../targets/finder.ts";
import { folded } from "./fold.ts";
import { bestFuzzyMatch, type Passage } from "./fuzzy-match.ts";
import { joinedLines, placeOf, type Row, rowsOf } from "./rows.ts";

/** Maximum time between yields to the event loop: recordings run on the same thread. */
const longestRunMs = 5;

/** Finds the best match among lines; undefined when nothing resembles the text. */
export type Search = (lines: readonly Line[]) => Promise<Match | undefined>;

/** Makes a search that caches its result for each row: most rows are unchanged at the next look. */
export function searchFor(wanted: string | RegExp): Search {
  const inRow = typeof wanted === "string" ? textIn(folded(wanted)) : patternIn(wanted);
  let known = new Map<string, Passage | undefined>();
  return async (lines) => {
    // A pattern's anchors apply to single lines as well as to rows of several.
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
  // The flags g and y would make exec stateful.
  const fresh = new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ""));
  return (text) => {
    const found = fresh.exec(text);
    return found && found[0] !== ""
      ? { start: found.index, end: found.index + found[0].length, similarity: 1 }
      : undefined;
  };
}
