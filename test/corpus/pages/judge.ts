// Looks for the texts of a page as `text()` does, and judges what is found.
import { overlap, type Region } from "../../../src/base/geometry/region.ts";
import type { Line } from "../../../src/screen/ocr.ts";
import { textSimilarity } from "../../../src/screen/targets/text/finder.ts";
import { searchFor } from "../../../src/screen/text/passages.ts";
import type { Sample } from "./samples.ts";

/** What became of a sample. */
export interface Verdict {
  readonly sample: Sample;
  /** Whether the text was found where it is. */
  readonly found: boolean;
  /** Whether the text with one character changed was found. */
  readonly mistaken: boolean;
  /** The most similar text that was read. */
  readonly read: string;
}

/** The middle of a match may be this far from the middle of the text, as a share of the font's size. */
const slackShare = 0.6;

/** Judges the samples of a page by the lines that were read from it. */
export async function judged(samples: readonly Sample[], lines: readonly Line[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const sample of samples) {
    const best = await searchFor(sample.text)(lines);
    const other = await searchFor(sample.other)(lines);
    const found = best !== undefined && best.similarity >= textSimilarity && isAt(best.region, sample);
    verdicts.push({ sample, found, mistaken: (other?.similarity ?? 0) >= textSimilarity, read: best?.text ?? "" });
  }
  return verdicts;
}

function isAt(match: Region, { region, size, isLoose }: Sample): boolean {
  if (isLoose) return overlap(region, { x: middleX(match), y: middleY(match), width: 0, height: 0 });
  const slack = Math.max(4, size * slackShare);
  const [dx, dy] = [middleX(match) - middleX(region), middleY(match) - middleY(region)];
  return Math.abs(dx) <= slack && Math.abs(dy) <= slack;
}

function middleX({ x, width }: Region): number {
  return x + width / 2;
}

function middleY({ y, height }: Region): number {
  return y + height / 2;
}
