// Parses tesseract's TSV output: a row for each page, block, paragraph, line and word.
import type { Region } from "../../base/geometry/region.ts";

/** A word that tesseract read. */
export interface TableWord {
  /** The page it is on, from 0. */
  readonly page: number;
  /** In pixels of that page. */
  readonly region: Region;
  /** From 0 to 1. */
  readonly confidence: number;
  readonly text: string;
}

/** Level of the rows for words. */
const wordLevel = 5;

/** Parses the words; skips all other rows. */
export function wordsOf(table: string): TableWord[] {
  return table.split("\n").flatMap((row) => {
    const fields = row.split("\t");
    if (fields.length < 12) return [];
    const [level, page, , , , , x, y, width, height, confidence] = fields.map(Number);
    const text = fields.slice(11).join("\t").trim();
    if (level !== wordLevel || text === "") return [];
    const region = { x: x ?? 0, y: y ?? 0, width: width ?? 0, height: height ?? 0 };
    return [{ page: (page ?? 1) - 1, region, confidence: Math.max(0, confidence ?? 0) / 100, text }];
  });
}
