// Reading text: tesseract's time for a part of the screen and for all of it, and for reading again after a change.
import { fileURLToPath } from "node:url";
import { crop, type Frame } from "../../src/base/geometry/frame.ts";
import type { Region } from "../../src/base/geometry/region.ts";
import { Deadline } from "../../src/base/time/deadline.ts";
import { readPng } from "../../src/screen/files/png.ts";
import { TextReader } from "../../src/screen/ocr.ts";
import type { Report } from "../support/report.ts";

const textFile = fileURLToPath(new URL("../../test/corpus/text/terminals-greybird.png", import.meta.url));

const runs = 8;

/** A region with four lines of a terminal. */
const part: Region = { x: 310, y: 310, width: 400, height: 100 };

/** Reads with a new reader, and the whole screen again after a small change. */
export async function benchReading(report: Report): Promise<void> {
  const screen = fullScreen(await readPng(textFile));
  const region = crop(await readPng(textFile), part);
  const [small, whole, again]: [number[], number[], number[]] = [[], [], []];
  // The first reading starts the worker thread.
  await new TextReader().read(region, undefined, deadline());
  for (let run = 0; run < runs; run++) {
    small.push(await timed(new TextReader(), region));
    const reader = new TextReader();
    whole.push(await timed(reader, screen));
    again.push(await timed(reader, changed(screen)));
  }
  report.addRuns("read text, 400x100", small, "ms", { highest: 500 });
  report.addRuns("read text, 1280x800", whole, "ms", { highest: 3000 });
  report.addRuns("read text, 1280x800, after a change of one line", again, "ms");
}

function deadline(): Deadline {
  return Deadline.after(60_000, "reading");
}

async function timed(reader: TextReader, frame: Frame): Promise<number> {
  const start = performance.now();
  await reader.read(frame, undefined, deadline());
  return performance.now() - start;
}

/** A frame of 1280x800 tiled with the text: more text than on most screens. */
function fullScreen({ width, height, data }: Frame): Frame {
  const screen = { width: 1280, height: 800, data: new Uint8Array(1280 * 800 * 4) };
  for (let y = 0; y < screen.height; y++) {
    for (let x = 0; x < screen.width; x += width) {
      const from = (y % height) * width * 4;
      const pixels = Math.min(width, screen.width - x);
      screen.data.set(data.subarray(from, from + pixels * 4), (y * screen.width + x) * 4);
    }
  }
  return screen;
}

/** The same frame without the end of one line. */
function changed({ width, height, data }: Frame): Frame {
  const copy = Uint8Array.from(data);
  for (let y = 322; y < 342; y++) copy.fill(0, (y * width + 500) * 4, (y * width + 800) * 4);
  return { width, height, data: copy };
}
