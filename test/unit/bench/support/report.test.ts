import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { dotted, prettyName } from "../../../../bench/support/machine.ts";
import { median, Report } from "../../../../bench/support/report.ts";

let lines: string[] = [];

beforeEach(() => {
  lines = [];
  const spy = vi.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
  onTestFinished(() => spy.mockRestore());
});

test("takes the median of odd, even and no numbers", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("prints each figure as a line as it arrives", () => {
  const report = new Report();
  report.add("image", "debian-12");
  report.addRuns("start", [3.00049, 1, 2], "s");
  expect(lines).toEqual(["image: debian-12", "start median: 2 s", "start min: 1 s", "start max: 3 s"]);
});

test("reports and remembers an exceeded limit", () => {
  const report = new Report();
  report.limit("ratio", 1.04, 1.05);
  report.atLeast("rate", 200, 200);
  expect(report.passed).toBe(true);
  report.limit("teardown", 1.2, 1, "s");
  expect(report.passed).toBe(false);
  expect(lines.slice(2)).toEqual(["teardown: 1.2 s", "teardown is above its limit of 1"]);
  report.addRuns("start", [1, 2, 3], "s", { highest: 1.5 });
  expect(lines.at(-1)).toBe("start is above its limit of 1.5");
  expect(report.table()).toContain("| start | 2 s | 1 s | 3 s | 3 | **at most 1.5** |");
  expect(report.table()).toContain("| teardown | 1.2 s | | | | **at most 1** |");
});

test("the JSON file has the environment, all figures and the rows of the table", async () => {
  const directory = await mkdtemp(join(tmpdir(), "demotool-report-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const report = new Report();
  report.addRuns("start", [1, 2], "s");
  report.write(join(directory, "results", "latest.json"), { machine: { cores: 2 } });
  expect(JSON.parse(await readFile(join(directory, "results", "latest.json"), "utf8"))).toEqual({
    machine: { cores: 2 },
    figures: { "start median": 1.5, "start min": 1, "start max": 2 },
    table: [{ name: "start", unit: "s", value: 1.5, least: 1, most: 2, runs: 2 }],
  });
});

test("reads versions and the system's name", () => {
  expect(dotted(7_002_019)).toBe("7.2.19");
  expect(prettyName('NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n')).toBe(
    "Debian GNU/Linux 12 (bookworm)",
  );
  expect(prettyName("PRETTY_NAME=Alpine\n")).toBe("Alpine");
  expect(prettyName("")).toBe("unknown");
});
