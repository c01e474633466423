// Shoots pages of one kind and class of size until they have enough texts, and judges how many are found.
import { Deadline } from "../../../src/base/time/deadline.ts";
import { TextReader } from "../../../src/screen/ocr.ts";
import { generatedPage, type Kind, type SizeClass } from "./generated-page.ts";
import { judged, type Verdict } from "./judge.ts";
import { Draws } from "./random.ts";
import { samplesOf } from "./samples.ts";
import type { Camera, Shot } from "./shoot.ts";

/** Thresholds are chosen on one half of the pages; rates are those of the other. */
export type Half = "thresholds" | "check";

/** Milliseconds for a page on a busy machine. */
const pageLimit = 120_000;

/**
 * Judges the texts of generated pages, at least as many as asked for.
 *
 * @param mostItems how many paragraphs or buttons a page has at most; as many as fill the screen by default
 */
export async function judgedCell(
  camera: Camera,
  kind: Kind,
  size: SizeClass,
  half: Half,
  least: number,
  mostItems?: number,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (let seed = half === "thresholds" ? 0 : 1; verdicts.length < least; seed += 2) {
    const shot = await camera.shoot(generatedPage(seed, kind, size, mostItems));
    verdicts.push(...(await judgedShot(shot, new Draws(seed))));
  }
  return verdicts;
}

/** Reads a page with a new reader and judges its texts. */
export async function judgedShot(shot: Shot, draws: Draws): Promise<Verdict[]> {
  const lines = await new TextReader().read(shot.frame, undefined, Deadline.after(pageLimit, "reading a page"));
  return judged(samplesOf(shot, draws), lines);
}

/** The share of the texts that are found where they are. */
export function foundShare(verdicts: readonly Verdict[]): number {
  return verdicts.filter(({ found }) => found).length / verdicts.length;
}

/** The least share that is to be found. */
export function leastShare(kind: Kind, { least }: SizeClass): number {
  if (least < 14) return 0.9;
  return kind === "plain" ? 0.98 : 0.95;
}

/** The greatest share of texts with one character changed that may be found. */
export const mostMistaken = 1 / 200;

/** A missed text, for messages. */
export function described({ sample, found, read }: Verdict): string {
  const { x, y } = sample.region;
  const place = `${sample.size} px at ${Math.round(x)}, ${Math.round(y)}`;
  return found ? `found ${sample.other} for ${sample.text}, ${place}` : `missed ${sample.text}, ${place}: ${read}`;
}
