import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { crop, type Frame } from "../../../../../src/base/geometry/frame.ts";
import type { Region } from "../../../../../src/base/geometry/region.ts";
import { Deadline } from "../../../../../src/base/time/deadline.ts";
import { readPng, writePng } from "../../../../../src/screen/files/png.ts";
import { imageFinder } from "../../../../../src/screen/targets/image/finder.ts";
import { contenders } from "../../../../../src/screen/targets/places.ts";

const desktopFile = fileURLToPath(new URL("../../../../e2e/reference/desktop.png", import.meta.url));
const home: Region = { x: 40, y: 165, width: 60, height: 75 };
const drive: Region = { x: 40, y: 48, width: 60, height: 75 };
let directory: string;
let desktop: Frame;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-finder-"));
  desktop = await readPng(desktopFile);
  await writePng(join(directory, "home.png"), crop(desktop, home));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

function deadline(): Deadline {
  return Deadline.after(60_000, "a look");
}

/** The frame with one region filled from another one of the same size. */
function withCopied(frame: Frame, from: Region, to: Region): Frame {
  const data = new Uint8Array(frame.data);
  const part = crop(frame, from);
  for (let row = 0; row < to.height; row++) {
    const line = part.data.subarray(row * part.width * 4, (row + 1) * part.width * 4);
    data.set(line, ((to.y + row) * frame.width + to.x) * 4);
  }
  return { ...frame, data };
}

test("finds a reference only where it is", async () => {
  using finder = await imageFinder(join(directory, "home.png"));
  const { found, best } = await finder.look(desktop, undefined, deadline());
  expect(found).toEqual(best);
  expect(found).toMatchObject({ region: home, similarity: expect.closeTo(1), variant: undefined, point: undefined });
  expect(finder.what).toBe("the reference home.png");
});

test("rejects another icon at its place, and finds the reference when it returns", async () => {
  using finder = await imageFinder(join(directory, "home.png"));
  const other = withCopied(desktop, drive, home);
  const before = await finder.look(other, undefined, deadline());
  expect(before.found).toBeUndefined();
  const after = await finder.look(desktop, [home], deadline());
  expect(after.found?.region).toEqual(home);
  const gone = await finder.look(other, [home], deadline());
  expect(gone).toEqual(before);
});

test("a look sees the frame of the moment it was called", async () => {
  using finder = await imageFinder(join(directory, "home.png"));
  const frame = { ...desktop, data: new Uint8Array(desktop.data) };
  const look = finder.look(frame, undefined, deadline());
  frame.data.fill(0);
  expect((await look).found?.region).toEqual(home);
});

test("a region narrows the search, and a resize restarts it", async () => {
  const path = join(directory, "home.png");
  using elsewhere = await imageFinder(path, { region: { x: 640, y: 0, width: 640, height: 800 } });
  expect((await elsewhere.look(desktop, undefined, deadline())).found).toBeUndefined();
  using finder = await imageFinder(path, { region: { x: 0, y: 100, width: 200, height: 200 } });
  expect((await finder.look(desktop, undefined, deadline())).found?.region).toEqual(home);
  const small = crop(desktop, { x: 10, y: 20, width: 500, height: 400 });
  const { found } = await finder.look(small, [{ x: 0, y: 0, width: 1, height: 1 }], deadline());
  expect(found?.region).toEqual({ ...home, x: 30, y: 145 });
  const tiny = crop(desktop, { x: 0, y: 0, width: 20, height: 20 });
  expect(await finder.look(tiny, undefined, deadline())).toEqual({ found: undefined, best: undefined, places: [] });
});

test("supports variants, with their own similarity and click point", async () => {
  await writePng(join(directory, "place.png"), crop(desktop, { x: 600, y: 757, width: 40, height: 38 }));
  await writePng(join(directory, "place.drive.png"), crop(desktop, drive));
  await writeFile(join(directory, "place.drive.json"), JSON.stringify({ point: { x: 30, y: 20 } }));
  await writeFile(join(directory, "place.json"), JSON.stringify({ similarity: 1 }));
  const region = { x: 0, y: 0, width: 200, height: 200 };
  using finder = await imageFinder(join(directory, "place.png"), { region });
  const { found } = await finder.look(desktop, undefined, deadline());
  expect(found).toMatchObject({ region: drive, variant: join(directory, "place.drive.png"), point: { x: 70, y: 68 } });
});

test("finds an icon with transparent surroundings on any background", async () => {
  const place = { ...home, height: 52 };
  const icon = crop(desktop, place);
  const background = icon.data.slice(0, 3);
  const unlike = (at: number): number =>
    Math.max(...[0, 1, 2].map((channel) => Math.abs((icon.data[at + channel] ?? 0) - (background[channel] ?? 0))));
  let transparent = 0;
  for (let at = 0; at < icon.data.length; at += 4) {
    if (unlike(at) > 12) continue;
    icon.data.set([255, 255, 255, 0], at);
    transparent++;
  }
  expect(transparent).toBeGreaterThan(500);
  await writePng(join(directory, "folder.png"), icon);
  using finder = await imageFinder(join(directory, "folder.png"));
  const { found } = await finder.look(desktop, undefined, deadline());
  expect(found).toMatchObject({ region: place, similarity: expect.closeTo(1) });
});

test("the target's similarity overrides the description", async () => {
  await writePng(join(directory, "strict.png"), crop(desktop, home));
  await writeFile(join(directory, "strict.json"), JSON.stringify({ similarity: 0.01 }));
  const other = withCopied(desktop, { ...drive, y: 100, height: 23 }, { ...home, y: 217, height: 23 });
  const looks = async (similarity?: number): Promise<boolean> => {
    using finder = await imageFinder(join(directory, "strict.png"), { similarity });
    return (await finder.look(other, undefined, deadline())).found !== undefined;
  };
  using any = await imageFinder(join(directory, "strict.png"));
  const { best } = await any.look(other, undefined, deadline());
  expect(best?.similarity).toBeGreaterThan(0.01);
  expect(await looks()).toBe(true);
  expect(await looks(0.99)).toBe(false);
});

test("a look ends with its deadline", async () => {
  using finder = await imageFinder(join(directory, "home.png"));
  await expect(finder.look(desktop, undefined, Deadline.after(0.1, "a look"))).rejects.toMatchObject({
    code: "TIMEOUT",
  });
});

test("finds all places, each once, in reading order", async () => {
  const twice = withCopied(withCopied(desktop, home, { ...home, x: 500, y: 163 }), home, { ...home, x: 300, y: 400 });
  using finder = await imageFinder(join(directory, "home.png"), { all: true });
  const { found, places = [] } = await finder.look(twice, undefined, deadline());
  expect(places.map(({ region }) => [region.x, region.y])).toEqual([
    [40, 165],
    [500, 163],
    [300, 400],
  ]);
  expect(found).toBe(places[0]);
  expect(contenders(places)).toHaveLength(3);
  const gone = await finder.look(withCopied(twice, drive, home), [home], deadline());
  expect(gone.places?.map(({ region }) => region.x)).toEqual([500, 300]);
});

test("a place that is less alike does not contend", async () => {
  const faded = withCopied(desktop, home, { ...home, x: 500 });
  for (let y = home.y + 20; y < home.y + 32; y++) {
    const start = (y * faded.width + 520) * 4;
    faded.data.subarray(start, start + 12 * 4).forEach((value, index, row) => {
      row[index] = Math.min(255, value + 25);
    });
  }
  using finder = await imageFinder(join(directory, "home.png"), { all: true, similarity: 0.1 });
  const { places = [] } = await finder.look(faded, undefined, deadline());
  const copy = places.find(({ region }) => Math.abs(region.x - 500) <= 2);
  expect(copy?.similarity).toBeLessThan(0.94);
  expect(contenders(places).map(({ region }) => region)).toEqual([home]);
});
