// How often text is found in windows of real programs, which say themselves what they show where: see docs/targets.md.
import { beforeAll, expect, test } from "vitest";
import type { Verdict } from "../../corpus/pages/judge.ts";
import { described, foundShare, mostMistaken } from "../../corpus/pages/rates.ts";
import { judgedWindows, type WindowShot, windowShots } from "../../corpus/windows/windows.ts";

/** Texts of a toolkit, so that a rate means something. */
const leastTexts = 40;

/** Another version of tesseract, or of its data, may read a few words differently. */
const leastFound = { perToolkit: 0.9, all: 0.95 };

const verdicts = new Map<WindowShot, Verdict[]>();

beforeAll(async () => {
  for (const shot of await windowShots()) verdicts.set(shot, await judgedWindows(shot));
});

test("finds the texts of each toolkit", () => {
  const toolkits = Map.groupBy(verdicts, ([{ toolkit }]) => toolkit);
  expect([...toolkits.keys()].sort()).toEqual(["Firefox", "GTK 3", "LibreOffice", "Qt 5"]);
  for (const [toolkit, ofToolkit] of toolkits) {
    const judged = ofToolkit.flatMap(([, each]) => each);
    console.log(`${toolkit}: found ${judged.filter(({ found }) => found).length} of ${judged.length}`);
    expect(judged.length, toolkit).toBeGreaterThanOrEqual(leastTexts);
    expect(foundShare(judged), `${toolkit}:\n${missed(ofToolkit)}`).toBeGreaterThanOrEqual(leastFound.perToolkit);
  }
  const all = [...verdicts.values()].flat();
  console.log(missed([...verdicts]));
  expect(foundShare(all), missed([...verdicts])).toBeGreaterThanOrEqual(leastFound.all);
});

test("does not find a text with one character changed", () => {
  const all = [...verdicts.values()].flat();
  const mistaken = all.filter((verdict) => verdict.mistaken);
  expect(mistaken.length / all.length, mistaken.map(described).join("\n")).toBeLessThanOrEqual(mostMistaken);
});

function missed(judged: readonly (readonly [WindowShot, readonly Verdict[]])[]): string {
  return judged
    .flatMap(([{ name }, each]) =>
      each.filter(({ found }) => !found).map((verdict) => `${name}: ${described(verdict)}`),
    )
    .join("\n");
}
