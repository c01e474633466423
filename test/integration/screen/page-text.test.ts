// How often text of all sizes and on all grounds is found, on fewer and emptier pages than `npm run bench -- text`.
import { beforeAll, expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { TextReader } from "../../../src/screen/ocr.ts";
import { type Kind, kinds, type SizeClass, sizeClasses, sizesOf } from "../../corpus/pages/generated-page.ts";
import type { Verdict } from "../../corpus/pages/judge.ts";
import { described, foundShare, judgedCell, leastShare } from "../../corpus/pages/rates.ts";
import { type Camera, startCamera } from "../../corpus/pages/shoot.ts";
import { looks, missedSigns, readCharacters, signPage, signs } from "../../corpus/pages/sign-page.ts";

/** Texts of each size on each ground: a miss weighs more than in the benchmark, which has 200. */
const leastTexts = 7;

/** Paragraphs or buttons of a page: reading a full page of small letters takes long, and shows little more. */
const mostItems = 12;

/** Less than the benchmark demands, as there are fewer texts. */
const leastFound = { perSize: 0.9, all: 0.96 };

/** Thin strokes of 13 pixels are missed. */
const leastSigns = 0.93;

/** What became of the texts of one kind and size. */
interface Cell {
  readonly kind: Kind;
  readonly size: SizeClass;
  readonly verdicts: readonly Verdict[];
}

const cells: Cell[] = [];

beforeAll(async () => {
  await using camera: Camera = await startCamera();
  for (const kind of kinds) {
    for (const size of sizesOf(kind)) {
      cells.push({ kind, size, verdicts: await judgedCell(camera, kind, size, "check", leastTexts, mostItems) });
    }
  }
});

test("finds text of each size, on plain and coloured ground, on gradients and in dark mode", () => {
  for (const size of sizeClasses) {
    const ofSize = cells.filter((cell) => cell.size === size).flatMap(({ verdicts }) => verdicts);
    expect(ofSize.length).toBeGreaterThanOrEqual(leastTexts * (kinds.length - 1));
    expect(foundShare(ofSize), `${size.least} px:\n${missed(ofSize)}`).toBeGreaterThanOrEqual(leastFound.perSize);
  }
  const all = cells.flatMap(({ verdicts }) => verdicts);
  expect(foundShare(all), missed(all)).toBeGreaterThanOrEqual(leastFound.all);
});

test.each(kinds)("misses no more %s text than the benchmark allows, over all sizes", (kind) => {
  const ofKind = cells.filter((cell) => cell.kind === kind);
  const most = ofKind.reduce((sum, { size, verdicts }) => sum + (1 - leastShare(kind, size)) * verdicts.length, 0);
  const notFound = ofKind.flatMap(({ verdicts }) => verdicts.filter(({ found }) => !found));
  expect(notFound.length, missed(notFound)).toBeLessThanOrEqual(Math.ceil(most));
});

test("does not find a text with one character changed", () => {
  const all = cells.flatMap(({ verdicts }) => verdicts);
  const mistaken = all.filter((verdict) => verdict.mistaken);
  expect(mistaken.length / all.length, mistaken.map(described).join("\n")).toBeLessThanOrEqual(1 / 200);
});

test.each([
  ["signs", [signs]],
  ["digits and other signs", [readCharacters.slice(0, 10), readCharacters.slice(10)]],
] as const)("reads single %s on buttons", async (_what, pages) => {
  await using camera = await startCamera();
  let shown = 0;
  const notRead: string[] = [];
  for (const look of looks) {
    for (const characters of pages) {
      const shot = await camera.shoot(signPage(look, characters));
      const lines = await new TextReader().read(shot.frame, undefined, Deadline.after(60_000, "reading signs"));
      shown += shot.texts.length;
      notRead.push(...missedSigns(shot, lines));
    }
  }
  expect(shown).toBe(looks.length * pages.flat().length * 10);
  console.log(`${shown - notRead.length} of ${shown} signs: ${notRead.join(", ")}`);
  expect(1 - notRead.length / shown, notRead.join(", ")).toBeGreaterThanOrEqual(leastSigns);
});

function missed(all: readonly Verdict[]): string {
  return all
    .filter(({ found }) => !found)
    .map(described)
    .join("\n");
}
