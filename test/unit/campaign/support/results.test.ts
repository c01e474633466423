// Results of a campaign: written at once, read again, added up.
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type Recorded, Results, replayLine, tableOf } from "../../../../campaign/support/results.ts";

const directory = mkdtempSync(join(tmpdir(), "demotool-results-"));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const round: Recorded = {
  seed: 7,
  round: 3,
  kind: "kill main",
  fault: "SIGKILL to main",
  missed: 1,
  hit: true,
  failures: ["left: a file"],
  durationMs: 2500,
  build: "abc",
};

test("a campaign continues where it was killed, and the last result of a round counts", () => {
  const path = join(directory, "rounds.jsonl");
  new Results(path).add(round);
  new Results(path).add({ ...round, failures: [] });
  appendFileSync(path, '{"seed":7,"rou');
  const results = new Results(path);
  expect(results.has(7, 3)).toBe(true);
  expect(results.has(7, 4)).toBe(false);
  expect(results.all).toEqual([{ ...round, failures: [] }]);
});

test("the table has a line for each kind, and sums", () => {
  const missed = { ...round, round: 4, kind: "clock jumps", hit: false, missed: 5, failures: [], durationMs: 9000 };
  expect(tableOf([round, missed]).split("\n").slice(2)).toEqual([
    "| clock jumps | 0 | 5 | 0 | 9.0 |",
    "| kill main | 1 | 1 | 1 | 2.5 |",
    "| all | 1 | 6 | 1 | 9.0 |",
  ]);
});

test("a failure has a line that plays it again", () => {
  expect(replayLine(round)).toBe("npm run campaign -- --rounds 1 --seed 7 --from 3");
});
