// Text on frames of real screens, read by the real tesseract.
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { AbortedError } from "../../../../../src/base/errors.ts";
import type { Frame } from "../../../../../src/base/geometry/frame.ts";
import type { Region } from "../../../../../src/base/geometry/region.ts";
import { run } from "../../../../../src/base/process/process.ts";
import { Deadline } from "../../../../../src/base/time/deadline.ts";
import { poll } from "../../../../../src/base/time/poll.ts";
import { readPng } from "../../../../../src/screen/files/png.ts";
import { TextReader } from "../../../../../src/screen/ocr.ts";
import { textFinder } from "../../../../../src/screen/targets/text/finder.ts";
import { repository } from "../../../../support/source.ts";

let desktop: Frame;
beforeAll(async () => {
  desktop = await readPng(join(repository, "docs/pictures/desktop.png"));
});

function deadline(limitMs = 60_000): Deadline {
  return Deadline.after(limitMs, "reading a frame");
}

/** The frame with a part of it moved elsewhere. */
function copied(frame: Frame, { x, y, width, height }: Region, toX: number, toY: number): Frame {
  const data = Uint8Array.from(frame.data);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * frame.width + x) * 4;
    data.set(frame.data.subarray(from, from + width * 4), ((toY + row) * frame.width + toX) * 4);
  }
  return { ...frame, data };
}

function expectInside(inner: Region | undefined, outer: Region): void {
  expect(inner).toBeDefined();
  if (!inner) return;
  expect(inner.x).toBeGreaterThanOrEqual(outer.x);
  expect(inner.y).toBeGreaterThanOrEqual(outer.y);
  expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width);
  expect(inner.y + inner.height).toBeLessThanOrEqual(outer.y + outer.height);
}

test("a regular expression's line begins after an icon that is read as a sign", async () => {
  const { found } = await textFinder(/^Applications/).look(desktop, undefined, deadline());
  expect(found?.text).toBe("Applications");
  expectInside(found?.region, { x: 16, y: 0, width: 96, height: 27 });
});

test("finds text in place, light on dark and on a shaded background", async () => {
  const applications = await textFinder("Applications").look(desktop, undefined, deadline());
  expectInside(applications.found?.region, { x: 0, y: 0, width: 112, height: 27 });
  const system = await textFinder(/^File Sys/).look(desktop, undefined, deadline());
  expectInside(system.found?.region, { x: 28, y: 100, width: 84, height: 24 });
  expect(system.found?.text).toBe("File Sys");
});

const wrapped = "test/corpus/text/wrapped.png";

test.each([
  ["If you close without saving, the changes of the last hour will be lost. This cannot be undone.", 3, 60],
  ["changes of the last hour will be lost", 2, 60],
  ["Copy the whole folder with all of its files to another place on this disk.", 3, 17],
  ["Move the old files into the bin, from which they can be taken back later.", 3, 17],
  ["A letter to the people of the town council", 2, 281],
  ["report of the first quarter of the year", 2, 332],
  ["A well-known state-of-the-art example that is centred", 2, 241],
  ["Updates were installed and take effect after a restart", 2, 339],
  [/place on\sthis disk/, 2, 33],
  [/^Copy the whole .*\sof its .*\sthis disk\.$/, 3, 17],
] as const)("finds %j, which wraps", async (wanted, lines, top) => {
  const page = await readPng(join(repository, wrapped));
  const { found, places } = await textFinder(wanted, "eng", { all: true }).look(page, undefined, deadline());
  expect(places).toHaveLength(1);
  const { region, point } = found ?? {};
  expect(Math.abs((region?.y ?? 0) - top)).toBeLessThan(6);
  expect(Math.round((region?.height ?? 0) / 17)).toBe(lines);
  // The point is on the first line.
  expect((point?.y ?? 0) - top).toBeLessThan(17);
});

test.each([
  "with all of the old files",
  "Move the old files to another place",
  "the town council The report of",
  "people of letter.txt",
  "lost. This cannot be undone. Cancel",
  /whole folder with all\sfrom which/,
])("does not find %j, whose words are in different columns, cells or paragraphs", async (wanted) => {
  const page = await readPng(join(repository, wrapped));
  const { found, places } = await textFinder(wanted).look(page, undefined, deadline());
  expect([found, places]).toEqual([undefined, []]);
});

test("of a label and a sentence with the same word, the label is taken", async () => {
  const page = await readPng(join(repository, wrapped));
  const save = await textFinder("Save", "eng", { all: true }).look(page, undefined, deadline());
  expectInside(save.found?.region, { x: 180, y: 118, width: 44, height: 26 });
  const remove = await textFinder("Delete", "eng", { all: true }).look(page, undefined, deadline());
  expect(remove.places).toHaveLength(3);
});

test("does not find missing text, and reports what was read", async () => {
  const finder = textFinder("Homes");
  const { found, best, seen } = await finder.look(desktop, undefined, deadline());
  expect(finder.what).toBe('the text "Homes"');
  expect(found).toBeUndefined();
  expect(best?.text).toBe("Home");
  expectInside(best?.region, { x: 44, y: 220, width: 50, height: 20 });
  expect(seen?.split("\n")).toEqual(expect.arrayContaining(["File System", "Home"]));
});

test("searches only the given region", async () => {
  const region = { x: 0, y: 150, width: 200, height: 120 };
  const home = await textFinder("Home", "eng", { region }).look(desktop, undefined, deadline());
  expectInside(home.found?.region, { x: 44, y: 220, width: 50, height: 20 });
  const finder = textFinder("File System", "eng", { region });
  expect((await finder.look(desktop, undefined, deadline())).found).toBeUndefined();
});

test("a look at the changes gives the same as a look at everything", async () => {
  const label = { x: 28, y: 100, width: 84, height: 24 };
  const moved = copied(desktop, label, 400, 300);
  const finder = textFinder(/^File System$/);
  await finder.look(copied(desktop, { x: 200, y: 100, width: 84, height: 24 }, 28, 100), undefined, deadline());
  const again = await finder.look(moved, [label, { x: 400, y: 300, width: 84, height: 24 }], deadline());
  expect(again.found?.text).toBe("File System");
  expectInside(again.found?.region, label);

  const used = new TextReader();
  await used.read(desktop, undefined, deadline());
  expect(await used.read(moved, undefined, deadline())).toEqual(
    await new TextReader().read(moved, undefined, deadline()),
  );
});

test("after any change of a part, a look finds what a new one finds", async () => {
  const terminal = await readPng(join(repository, "test/corpus/text/terminals-greybird.png"));
  const wanted = "no such text here";
  const finder = textFinder(wanted);
  await finder.look(terminal, undefined, deadline());
  let frame = terminal;
  for (const [from, x, y] of [
    [{ x: 40, y: 150, width: 300, height: 40 }, 420, 470],
    [{ x: 320, y: 320, width: 430, height: 60 }, 60, 190],
    [{ x: 330, y: 260, width: 620, height: 50 }, 330, 120],
  ] as const) {
    frame = copied(frame, from, x, y);
    const again = await finder.look(frame, [{ ...from, x, y }], deadline());
    const fresh = await textFinder(wanted).look(frame, undefined, deadline());
    expect(again).toEqual(fresh);
  }
});

test("without relevant changes, returns the previous answer", async () => {
  const finder = textFinder("Home", "eng", { region: { x: 0, y: 150, width: 200, height: 120 } });
  const first = await finder.look(desktop, undefined, deadline());
  expect(await finder.look(desktop, [{ x: 1200, y: 0, width: 80, height: 26 }], deadline())).toBe(first);
  expect(await finder.look(desktop, [], deadline())).toBe(first);
});

test("the error for a language without data names its packages", async () => {
  const finder = textFinder("Home", "eng+xho_x");
  await expect(finder.look(desktop, undefined, deadline())).rejects.toMatchObject({
    code: "OCR",
    headline: expect.stringContaining("xho_x"),
    next: expect.stringMatching(/tesseract-ocr-xho-x .*tesseract-langpack-xho_x/),
  });
});

test("the error for a missing tesseract names its package", async () => {
  const path = process.env.PATH;
  process.env.PATH = "/nowhere";
  try {
    await expect(new TextReader().read(desktop, undefined, deadline())).rejects.toMatchObject({
      code: "OCR",
      next: expect.stringContaining("tesseract-ocr"),
    });
  } finally {
    process.env.PATH = path;
  }
});

test("reads several regions at the same time", async () => {
  const regions = [
    { x: 0, y: 0, width: 200, height: 30 },
    { x: 20, y: 95, width: 120, height: 35 },
    { x: 20, y: 215, width: 120, height: 35 },
    { x: 1180, y: 0, width: 100, height: 30 },
    { x: 400, y: 300, width: 100, height: 100 },
    { x: 0, y: 90, width: 200, height: 160 },
  ];
  const read = await Promise.all(regions.map((region) => new TextReader().read(desktop, region, deadline())));
  const texts = read.map((lines) => lines.flatMap(({ words }) => words.map(({ text }) => text)).join(" "));
  const contain = ["Applications", "File System", "Home", "2026-11-23", "", "File System"];
  expect(texts).toEqual(contain.map((part) => expect.stringContaining(part)));
  expect(texts[4]).toBe("");
});

/** Whether this process has a tesseract running. */
async function isReading(): Promise<boolean> {
  const found = run("pgrep", ["-x", "-P", String(process.pid), "tesseract"], { timeout: 10_000 });
  return found.then(
    () => true,
    () => false,
  );
}

test("a deadline ends the reading and tesseract", async () => {
  const terminal = await readPng(join(repository, "test/corpus/text/terminals-greybird.png"));
  const stop = new AbortController();
  const limit = Deadline.after(60_000, "reading", { signal: stop.signal });
  const reading = new TextReader().read(terminal, undefined, limit);
  reading.catch(() => {});
  await poll(deadline(), 10, async () => (await isReading()) || undefined);
  stop.abort();
  await expect(reading).rejects.toBeInstanceOf(AbortedError);
  await poll(deadline(), 50, async () => (await isReading()) === false || undefined);
  await expect(new TextReader().read(terminal, undefined, deadline(50))).rejects.toMatchObject({ code: "TIMEOUT" });
});
