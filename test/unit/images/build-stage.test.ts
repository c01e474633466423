// What a build stage reports while its programs print.
import { expect, test } from "vitest";
import { runStage } from "../../../src/images/build-stage.ts";
import type { ImageProgress } from "../../../src/images/progress.ts";

async function progressOf(lines: readonly string[]): Promise<ImageProgress[]> {
  const said: ImageProgress[] = [];
  const context = { image: "x-1", env: {}, progress: (progress: ImageProgress) => said.push(progress) };
  await runStage(context, "building", async (onLine) => lines.forEach(onLine));
  return said;
}

test("a stage reports its name, then each of its steps", async () => {
  expect(await progressOf(["[   1.2] Opening the new disk", "noise", "[ 130.0] Finishing off"])).toEqual([
    { image: "x-1", phase: "building" },
    { image: "x-1", phase: "building: Opening the new disk" },
    { image: "x-1", phase: "building: Finishing off" },
  ]);
});

test("a percentage belongs to the latest step", async () => {
  const lines = ["12%", "[   1.2] Downloading: x", "##  50.5 %", "100%", "[   9.9] Installing packages", "  7%"];
  expect((await progressOf(lines)).slice(1)).toEqual([
    { image: "x-1", phase: "building", percent: 12 },
    { image: "x-1", phase: "building: Downloading: x" },
    { image: "x-1", phase: "building: Downloading: x", percent: 50.5 },
    { image: "x-1", phase: "building: Downloading: x", percent: 100 },
    { image: "x-1", phase: "building: Installing packages" },
    { image: "x-1", phase: "building: Installing packages", percent: 7 },
  ]);
});
