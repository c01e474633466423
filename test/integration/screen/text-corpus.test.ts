// How often text is found and missed on screenshots of real desktops in several themes: see docs/targets.md.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { readPng } from "../../../src/screen/files/png.ts";
import { TextReader } from "../../../src/screen/ocr.ts";
import { textSimilarity } from "../../../src/screen/targets/text/finder.ts";
import { searchFor } from "../../../src/screen/text/passages.ts";
import { repository } from "../../support/source.ts";

/** A screenshot of the corpus, and its texts. */
interface Example {
  readonly screenshot: string;
  /** The default similarity was chosen on one half of the screenshots; rates are those of the other half. */
  readonly half: "thresholds" | "check";
  readonly shows: readonly string[];
  readonly lacks: readonly string[];
}

const folder = join(repository, "test/corpus/text");
const examples: readonly Example[] = JSON.parse(await readFile(join(folder, "corpus.json"), "utf8"));

const reader = new TextReader();

/** Looks for texts on a screenshot; returns those found. */
async function found({ screenshot }: Example, texts: readonly string[]): Promise<string[]> {
  const lines = await reader.read(
    await readPng(join(folder, screenshot)),
    undefined,
    Deadline.after(60_000, screenshot),
  );
  const seen: string[] = [];
  for (const wanted of texts) {
    const best = await searchFor(wanted)(lines);
    if (best && best.similarity >= textSimilarity) seen.push(wanted);
  }
  return seen;
}

test.each(["thresholds", "check"] as const)("distinguishes a text from others on the half for %s", async (half) => {
  const [missed, mistaken]: [string[], string[]] = [[], []];
  let [shown, lacking] = [0, 0];
  for (const example of examples.filter((each) => each.half === half)) {
    const seen = await found(example, [...example.shows, ...example.lacks]);
    missed.push(
      ...example.shows.filter((each) => !seen.includes(each)).map((each) => `${example.screenshot}: ${each}`),
    );
    mistaken.push(
      ...example.lacks.filter((each) => seen.includes(each)).map((each) => `${example.screenshot}: ${each}`),
    );
    shown += example.shows.length;
    lacking += example.lacks.length;
  }
  console.log(`${half}: found ${shown - missed.length} of ${shown}, mistaken ${mistaken.length} of ${lacking}`);
  console.log([...missed, ...mistaken].join("\n"));
  expect(shown).toBeGreaterThan(150);
  expect(lacking).toBeGreaterThan(140);
  // Another version of tesseract, or of its data, may read a word differently.
  expect(missed.length / shown, missed.join("\n")).toBeLessThan(0.04);
  expect(mistaken).toEqual([]);
});
