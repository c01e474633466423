import { beforeAll, expect, test } from "vitest";
import { defaultSimilarity } from "../../../src/screen/threshold.ts";
import { halves, mistakes, type Result, searchAll } from "../../corpus/pairs.ts";

/** For the half that the default was not chosen on; docs/targets.md states these. */
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

test("no other threshold makes fewer mistakes on the half the default was chosen on", () => {
  const others = Array.from({ length: 50 }, (_, index) => 0.5 + index / 100);
  // Of several equally good thresholds, the default is their middle.
  expect(weight(defaultSimilarity)).toBeLessThanOrEqual(Math.min(...others.map(weight)));
});

test("the other half has no more mistakes than docs/targets.md states", () => {
  const same = judging.filter(({ pair }) => pair.same);
  expect([same.length, judging.length - same.length]).toEqual([stated.same, stated.others]);
  const { missed, wrong } = mistakes(judging, defaultSimilarity);
  expect(missed.length, names(missed).join("\n")).toBeLessThanOrEqual(stated.missed);
  expect(wrong.length, names(wrong).join("\n")).toBeLessThanOrEqual(stated.wrong);
});

test("every accepted match is at its place", () => {
  const found = [...fixing, ...judging].filter(({ pair, similarity }) => pair.same && similarity >= defaultSimilarity);
  expect(names(found.filter(({ placed }) => !placed))).toEqual([]);
});
