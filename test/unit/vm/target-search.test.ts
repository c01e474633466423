// Several places of a target: all of them, or an error for the mouse.
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { crop } from "../../../src/base/geometry/frame.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import { Mouse } from "../../../src/input/mouse.ts";
import { AmbiguousTargetError } from "../../../src/screen/errors.ts";
import { readPng, writePng } from "../../../src/screen/files/png.ts";
import { type ImageTarget, image } from "../../../src/screen/targets/image.ts";
import { Screen } from "../../../src/vm/screen.ts";
import { testDirectory } from "../../support/domains.ts";
import { rfbGuest } from "../../support/guests/rfb-guest.ts";
import { journalStage } from "../../support/journal.ts";
import { FakeScreen } from "../../support/rfb/fake-screen.ts";

const icon = { x: 20, y: 20, width: 30, height: 20 };

interface Stage {
  readonly live: FakeScreen;
  readonly screen: Screen;
  /** A reference of what {@link draw} draws. */
  readonly reference: ImageTarget;
  /** The lines of the journal. */
  readonly lines: () => Record<string, unknown>[];
  readonly directory: string;
}

/** Draws a figure of a few coloured parts. */
function draw(live: FakeScreen, x: number, y: number): void {
  live.paint(
    { x, y, width: icon.width, height: icon.height, colour: [200, 200, 200] },
    { x: x + 4, y: y + 4, width: 10, height: 6, colour: [20, 60, 120] },
    { x: x + 18, y: y + 8, width: 7, height: 9, colour: [180, 40, 20] },
  );
}

async function stage(): Promise<Stage> {
  const live = new FakeScreen(400, 300);
  onTestFinished(() => live.close());
  draw(live, icon.x, icon.y);
  const directory = await testDirectory();
  const path = join(directory, "icon.png");
  await writePng(path, crop(live.framebuffer, icon));
  const guest = { exec: () => Promise.reject(new Error("this screen has no guest")) };
  const { actor, lines } = await journalStage();
  const output = outputDirectory("test", join(directory, "videos"));
  const screen = new Screen({ connect: async () => live, guest, output, actor });
  return { live, screen, reference: image(path), lines, directory };
}

/** Draws another figure, which a reference of it finds. */
function drawOther(live: FakeScreen, x: number, y: number): void {
  live.paint(
    { x, y, width: icon.width, height: icon.height, colour: [40, 90, 40] },
    { x: x + 16, y: y + 3, width: 9, height: 13, colour: [240, 220, 60] },
    { x: x + 3, y: y + 12, width: 8, height: 5, colour: [250, 250, 250] },
  );
}

function wipe(live: FakeScreen, x: number, y: number): void {
  live.paint({ x, y, width: icon.width, height: icon.height, colour: [0, 0, 0] });
}

/** Resolves when a wait has seen the screen as it is: more than a look takes. */
async function hasLooked(live: FakeScreen): Promise<void> {
  await vi.waitFor(() => expect(live.listeners).toBeGreaterThan(0));
  await delay(300);
}

/** Whether a promise settles within some milliseconds. */
async function hasEnded(promise: Promise<unknown>, afterMs = 0): Promise<boolean> {
  return Promise.race([promise.then(() => true), delay(afterMs).then(() => false)]);
}

test("findAll returns all places in reading order, and none when there are none", async () => {
  const { live, screen, reference } = await stage();
  draw(live, 300, 18);
  draw(live, 100, 200);
  const corners = async (target: ImageTarget) =>
    (await screen.findAll(target)).map(({ region }) => [region.x, region.y]);
  expect(await corners(reference)).toEqual([
    [20, 20],
    [300, 18],
    [100, 200],
  ]);
  expect(await corners(reference.nth(-1))).toEqual([[100, 200]]);
  expect(await corners(reference.within({ x: 0, y: 0, width: 200, height: 300 }))).toEqual([
    [20, 20],
    [100, 200],
  ]);
  const region = { x: 50, y: 100, width: 100, height: 60 };
  expect(await screen.findAll(reference, { region })).toEqual([]);
});

test("the journal has the target with its refinements, and how many places there were", async () => {
  const { screen, reference, lines } = await stage();
  await screen.findAll(reference.nth(0).rightOf(80), { timeout: 150 });
  const refinements = [
    { by: "nth", index: 0 },
    { by: "rightOf", pixels: 80 },
  ];
  expect(lines().filter(({ type }) => type !== "header")).toMatchObject([
    { type: "begin", kind: "screen.findAll", target: { kind: "image", refinements }, details: { timeoutMs: 150 } },
    { type: "end", outcome: "ok", details: { places: 1 } },
  ]);
});

test("findAll waits for the first place if it is given a time", async () => {
  const { live, screen, reference } = await stage();
  const region = { x: 90, y: 190, width: 200, height: 60 };
  expect(await screen.findAll(reference, { region, timeout: 150 })).toEqual([]);
  const waiting = screen.findAll(reference, { region, timeout: 30_000 });
  await hasLooked(live);
  expect(await hasEnded(waiting)).toBe(false);
  draw(live, 100, 200);
  expect((await waiting).map(({ region: found }) => found.x)).toEqual([100]);
  await expect(screen.findAll(reference, { timeout: 30 })).rejects.toMatchObject({ code: "OPTION" });
});

test("waitForGone waits for the target, not for the one that tells its place", async () => {
  const { live, screen, reference, directory } = await stage();
  drawOther(live, 300, 200);
  const path = join(directory, "other.png");
  await writePng(path, crop(live.framebuffer, { ...icon, x: 300, y: 200 }));
  for (const target of [reference.near(image(path)), reference.within(image(path)).nth(0)]) {
    wipe(live, 300, 200);
    const error = await screen.waitForGone(target, { timeout: 150 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "SCREEN",
      headline: expect.stringMatching(
        /^the reference icon\.png → .* the reference other\.png.* may still be there after/,
      ),
      facts: { missing: "the reference other.png", places: 1 },
      output: "nth(0): 30x20 at 20,20",
    });
  }
  drawOther(live, 300, 200);
  await screen.waitForGone(reference.within(image(path)), { timeout: 30_000 });
  const gone = screen.waitForGone(reference.near(image(path)), { timeout: 30_000 });
  await hasLooked(live);
  wipe(live, 300, 200);
  expect(await hasEnded(gone, 300)).toBe(false);
  wipe(live, icon.x, icon.y);
  await gone;
});

test("waitForGone counts the places anew in each look", async () => {
  const { live, screen, reference } = await stage();
  draw(live, 300, 18);
  const second = screen.waitForGone(reference.nth(1), { timeout: 30_000 });
  await hasLooked(live);
  wipe(live, icon.x, icon.y);
  await second;
  await expect(screen.waitForGone(reference.nth(0), { timeout: 150 })).rejects.toMatchObject({ code: "SCREEN" });
});

test("waits and find take the first of equal places", async () => {
  const { live, screen, reference } = await stage();
  draw(live, 300, 24);
  expect((await screen.find(reference))?.region).toEqual(icon);
  expect((await screen.waitFor(reference)).region).toEqual(icon);
  expect((await screen.waitForStill(reference)).region).toEqual(icon);
});

test("the mouse does not choose between equal places: the error lists and shows them", async () => {
  const { live, screen, reference } = await stage();
  draw(live, 300, 18);
  await using guest = await rfbGuest();
  const mouse = new Mouse({ connect: async () => guest.client, screen });
  for (const use of [
    () => mouse.click(reference),
    () => mouse.move(reference),
    () => mouse.dblclick(reference, { timeout: 0 }),
    () => mouse.drag(reference, { x: 1, y: 1 }),
  ]) {
    const error = await use().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AmbiguousTargetError);
    const { code, message, places, files } = error as AmbiguousTargetError;
    expect(code).toBe("AMBIGUOUS");
    expect(message).toMatch(/^the reference icon\.png is at 2 places on the screen: which one is meant is not clear\n/);
    expect(message).toContain("\n  | nth(0): 30x20 at 20,20\n  | nth(1): 30x20 at 300,18\n");
    expect(message).toMatch(/→ choose one with \.nth\(0\), \.near\(target\), \.within\(target\) or the option region$/);
    expect(places.map(({ region }) => region.x)).toEqual([20, 300]);
    expect(files.map((file) => basename(file).replace(/-\d+/, ""))).toEqual([
      "not-as-expected.png",
      "not-as-expected-comparison.png",
    ]);
    const sheet = await readPng(files[1] ?? "");
    const pixel = ((8 + 18) * sheet.width + 16 + 299) * 4;
    expect([...sheet.data.subarray(pixel, pixel + 3)]).toEqual([255, 0, 0]);
  }
  expect(guest.pointers).toEqual([]);
});

test("the mouse goes to the place that a refinement or a region decides on", async () => {
  const { live, screen, reference } = await stage();
  draw(live, 300, 18);
  await using guest = await rfbGuest();
  const mouse = new Mouse({ connect: async () => guest.client, screen });
  const goesTo = async (target: ImageTarget, options = {}): Promise<unknown> => {
    const before = guest.pointers.length;
    await mouse.move(target, { ...options, duration: 0 });
    await vi.waitFor(() => expect(guest.pointers.length).toBeGreaterThan(before));
    const { x, y } = guest.pointers.at(-1) ?? {};
    return [x, y];
  };
  expect(await goesTo(reference.nth(1))).toEqual([315, 28]);
  expect(await goesTo(reference, { region: { x: 0, y: 0, width: 200, height: 100 } })).toEqual([35, 30]);
  expect(await goesTo(reference.within({ x: 200, y: 0, width: 200, height: 100 }))).toEqual([315, 28]);
  expect(await goesTo(reference.nth(0).rightOf(80))).toEqual([49 + 80, 30]);
  expect(await goesTo(reference.nth(1).below(9).leftOf(5))).toEqual([310, 46]);
});

test("a place beside a target that is not on the screen is an error of its own", async () => {
  const { screen, reference } = await stage();
  await using guest = await rfbGuest();
  const mouse = new Mouse({ connect: async () => guest.client, screen });
  await expect(mouse.click(reference.leftOf(300))).rejects.toMatchObject({ code: "OPTION" });
  expect(guest.pointers).toEqual([]);
});
