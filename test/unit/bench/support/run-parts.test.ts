// A failing part of the benchmark only costs its own figures.
import { expect, onTestFinished, test, vi } from "vitest";
import { Report } from "../../../../bench/support/report.ts";
import { type RestartableBench, runParts } from "../../../../bench/support/run-parts.ts";

function quietReport(): Report {
  const spy = vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(() => spy.mockRestore());
  return new Report();
}

function benchWith(discardDesktop: () => Promise<void>): RestartableBench {
  return { pairs: 1, directory: "", desktop: () => Promise.reject(new Error("no desktop")), discardDesktop };
}

const good = async (report: Report): Promise<void> => report.add("good", 1, "s");

test("a part that throws becomes a row, and later parts run", async () => {
  const report = quietReport();
  const discarded = vi.fn(async () => {});
  const bad = async (): Promise<void> => {
    throw new Error("the peer is | broken\nsecond line");
  };
  await runParts({ bad, good }, report, benchWith(discarded));
  expect(report.table()).toContain("| bad | failed: the peer is / broken | | | | |");
  expect(report.table()).toContain("| good | 1 s |");
  expect(report.passed).toBe(false);
  expect(discarded).toHaveBeenCalledTimes(2);
});

test("a part that hangs is abandoned at its limit", async () => {
  const report = quietReport();
  await runParts(
    { hangs: () => new Promise(() => {}), good },
    report,
    benchWith(async () => {}),
    50,
  );
  expect(report.table()).toContain("| hangs | failed: the part hangs took longer than 50 ms");
  expect(report.table()).toContain("| good | 1 s |");
});

test("a desktop that cannot be removed becomes a row", async () => {
  const report = quietReport();
  const failing = benchWith(() => Promise.reject(new Error("stuck")));
  await runParts({ bad: () => Promise.reject(new Error("no")), good }, report, failing);
  expect(report.table()).toContain("| bad, end of the desktop | failed: stuck |");
  expect(report.table()).toContain("| good | 1 s |");
});

test("the parts share a desktop, which is removed at the end", async () => {
  const report = quietReport();
  const discarded = vi.fn(async () => {});
  await runParts({ good }, report, benchWith(discarded));
  expect(report.passed).toBe(true);
  expect(discarded).toHaveBeenCalledOnce();
});
