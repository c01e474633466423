import { beforeAll, expect, test } from "vitest";
import { defaultSimilarity } from "../../../src/screen/threshold.ts";
import { halves, mistakes, type Result, searchAll } from "../../corpus/pairs.ts";

/** Of the half that the default was not fixed on; docs/targets.md states these. */
const stated = { same: 205, others: 411, missed: 1, wrong: 0 };

let fixing: Result[];
let judging: Result[];
beforeAll(async () => {
  ({ fixing, judging } = halves(await searchAll()));
}, 120_000);

function names(results: readonly Result[]): string[] {
  return results.map(
    ({ pair, similarity }) => `${pair.reference} in ${pair.screen}: ${similarity.toFixed(3)}, ${pair.why}`,
  );
}

function weight(threshold: number): number {
  const { missed, wrong } = mistakes(fixing, threshold);
  return missed.length + wrong.length;
}

test("no other threshold makes fewer mistakes in the half that it was fixed on", () => {
  const others = Array.from({ length: 50 }, (_, index) => 0.5 + index / 100);
  // Where others make as few, the middle of them is as good.
  expect(weight(defaultSimilarity)).toBeLessThanOrEqual(Math.min(...others.map(weight)));
});

test("in the other half, no more mistakes than stated", () => {
  const same = judging.filter(({ pair }) => pair.same);
  expect([same.length, judging.length - same.length]).toEqual([stated.same, stated.others]);
  const { missed, wrong } = mistakes(judging, defaultSimilarity);
  expect(missed.length, names(missed).join("\n")).toBeLessThanOrEqual(stated.missed);
  expect(wrong.length, names(wrong).join("\n")).toBeLessThanOrEqual(stated.wrong);
});

test("whatever is taken for the same is at its place", () => {
  const found = [...fixing, ...judging].filter(({ pair, similarity }) => pair.same && similarity >= defaultSimilarity);
  expect(names(found.filter(({ placed }) => !placed))).toEqual([]);
});
