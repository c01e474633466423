// Finding a reference: in the whole screen, and again after a small change.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crop, type Frame } from "../../src/base/geometry/frame.ts";
import type { Region } from "../../src/base/geometry/region.ts";
import { Deadline } from "../../src/base/time/deadline.ts";
import { compareFrames } from "../../src/screen/compare.ts";
import { readPng, writePng } from "../../src/screen/files/png.ts";
import { imageFinder } from "../../src/screen/targets/image/finder.ts";
import type { Report } from "../support/report.ts";

/** Highest median for a reference of 200x100 on a screen of 1280x800. */
const highestMs = 50;

const rounds = 30;

/** Searches for a reference of 200x100 on a desktop full of icons and text. */
export async function benchFind(report: Report): Promise<void> {
  const screen = await readPng(fileURLToPath(new URL("../../test/corpus/desktop.png", import.meta.url)));
  const directory = await mkdtemp(join(tmpdir(), "demotool-bench-"));
  try {
    const region = { x: 180, y: 128, width: 200, height: 100 };
    await writePng(join(directory, "part.png"), crop(screen, region));
    const whole: number[] = [];
    const incremental: number[] = [];
    using finder = await imageFinder(join(directory, "part.png"));
    const look = async (frame: Frame, changed: readonly Region[] | undefined): Promise<number> => {
      const start = performance.now();
      const { found } = await finder.look(frame, changed, Deadline.after(60_000, "look"));
      if (found?.region.x !== region.x || found.region.y !== region.y) throw new Error("the reference was not found");
      return performance.now() - start;
    };
    for (let round = 0; round < rounds; round++) {
      whole.push(await look(screen, undefined));
      incremental.push(await look(screen, [{ x: 300, y: 130, width: 100, height: 20 }]));
    }
    report.addRuns("find a reference of 200x100 in 1280x800", whole, "ms", { highest: highestMs });
    report.addRuns("find a reference after a change of 100x20", incremental, "ms");
    report.addRuns("compare two screens, one icon changed", compareScreens(screen), "ms");
  } finally {
    await rm(directory, { recursive: true });
  }
}

function compareScreens(screen: Frame): number[] {
  const other = { ...screen, data: new Uint8Array(screen.data) };
  for (let row = 140; row < 180; row++)
    other.data.fill(90, (row * screen.width + 190) * 4, (row * screen.width + 230) * 4);
  return Array.from({ length: rounds }, () => {
    const start = performance.now();
    if (compareFrames(screen, other).different.length === 0) throw new Error("no difference was found");
    return performance.now() - start;
  });
}
