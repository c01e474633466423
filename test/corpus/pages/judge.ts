// Looks for the texts of a page as `text()` does, and judges what is found.
import { overlap, type Region } from "../../../src/base/geometry/region.ts";
import type { Line } from "../../../src/screen/ocr.ts";
import { bestPlace } from "../../../src/screen/targets/places.ts";
import { textSimilarity } from "../../../src/screen/targets/text/finder.ts";
import { type Found, placesOf } from "../../../src/screen/text/passages.ts";
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
    const { places, best } = await looked(sample.text, lines);
    const place = bestPlace(places);
    const other = await looked(sample.other, lines);
    const found = place !== undefined && isAt(place.region, sample);
    verdicts.push({ sample, found, mistaken: other.places.length > 0, read: best?.text ?? "" });
  }
  return verdicts;
}

/** What a finder of the text makes of the lines: the mouse goes to the best one of the places. */
function looked(text: string, lines: readonly Line[]): Promise<Found> {
  return placesOf(text, { similarity: textSimilarity })(lines);
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
