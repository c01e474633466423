// Contenders take turns; a failing one does not cost the others their figures.
import { expect, onTestFinished, test, vi } from "vitest";
import { Report } from "../../../../bench/support/report.ts";
import { takeTurns } from "../../../../bench/support/turns.ts";

function quietReport(): Report {
  const spy = vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(() => spy.mockRestore());
  return new Report();
}

test("each contender goes first in every other round", async () => {
  const order: string[] = [];
  const contender = (name: string) => ({ name, run: async () => order.push(name) });
  const measured = await takeTurns(quietReport(), "part", 3, [contender("a"), contender("b")]);
  expect(order).toEqual(["a", "b", "b", "a", "a", "b"]);
  expect(measured).toEqual([
    [1, 4, 5],
    [2, 3, 6],
  ]);
});

test("a failing contender drops out with its reason, and the other continues", async () => {
  const report = quietReport();
  let rounds = 0;
  const peer = async (): Promise<number> => {
    if (++rounds === 2) throw new Error("timed out");
    return 1;
  };
  const measured = await takeTurns(report, "recording", 4, [
    { name: "GStreamer", run: peer },
    { name: "demotool", run: async () => 2 },
  ]);
  expect(measured).toEqual([[], [2, 2, 2, 2]]);
  expect(rounds).toBe(2);
  expect(report.table()).toContain("| recording, GStreamer | failed: timed out |");
});

test("a ratio with a missing side says so and fails the run", () => {
  const report = quietReport();
  report.addRuns("peer", [], "s");
  report.ratio("own / peer", [2, 2], [], 1);
  expect(report.table()).toContain("| own / peer | failed: one side has no figures |");
  expect(report.table()).not.toContain("| peer |");
  expect(report.passed).toBe(false);
});

test("prints a ratio of medians, with or without a limit", () => {
  const report = quietReport();
  report.ratio("free", [4, 2], [1.5]);
  report.ratio("within", [1, 2, 3], [4], 1);
  expect(report.table()).toContain("| free | 2 |");
  expect(report.passed).toBe(true);
  report.ratio("above", [3], [2], 1.2);
  expect(report.passed).toBe(false);
});
