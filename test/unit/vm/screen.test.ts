import { readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { decode, encode } from "fast-png";
import { expect, onTestFinished, test } from "vitest";
import type { DemoOutput, PublishedFile } from "../../../src/base/demo-output.ts";
import { AbortedError, OptionError } from "../../../src/base/errors.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import { ScreenError } from "../../../src/screen/errors.ts";
import { writePng } from "../../../src/screen/files/png.ts";
import { image } from "../../../src/screen/targets/image.ts";
import type { GuestCommands } from "../../../src/screen/targets/target-kind.ts";
import { failureFile } from "../../../src/vm/failure-artifacts.ts";
import { Screen } from "../../../src/vm/screen.ts";
import { cpusWithLoad } from "../../support/cpus.ts";
import { testDirectory } from "../../support/domains.ts";
import { type Colour, colourAt, FakeScreen } from "../../support/rfb/fake-screen.ts";

const red: Colour = [255, 0, 0];

const noGuest: GuestCommands = {
  exec: async () => {
    throw new Error("this screen has no guest");
  },
};

interface Stage {
  readonly live: FakeScreen;
  readonly screen: Screen;
  readonly output: DemoOutput;
  readonly published: PublishedFile[];
  /** Path of a reference that is not on the screen. */
  readonly reference: string;
}

async function stage(signal?: AbortSignal): Promise<Stage> {
  const directory = await testDirectory();
  const live = new FakeScreen();
  onTestFinished(() => live.close());
  const published: PublishedFile[] = [];
  const output = {
    ...outputDirectory("test", join(directory, "videos")),
    signal,
    publish: (file: PublishedFile) => void published.push(file),
  };
  const reference = join(directory, "menu.png");
  const data = new Uint8Array(12 * 8 * 4).map((_, index) => (index * 37) % 256);
  await writeFile(reference, encode({ width: 12, height: 8, data, channels: 4 }));
  return {
    live,
    screen: new Screen({ connect: async () => live, guest: noGuest, output }),
    output,
    published,
    reference,
  };
}

async function failure(promise: Promise<unknown>): Promise<ScreenError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ScreenError);
  return error as ScreenError;
}

test("a screenshot shows the current screen, and can be cropped and written as PNG", async () => {
  const { live, screen } = await stage();
  expect(await screen.size()).toEqual({ width: 100, height: 60 });
  live.unseen = () => live.paint({ x: 20, y: 30, width: 10, height: 10, colour: red });
  const capture = await screen.capture();
  expect(colourAt(capture, 20, 30)).toEqual(red);
  const part = capture.crop({ x: 19, y: 29, width: 2, height: 2 });
  expect([...part.data.filter((_, index) => index % 4 === 0)]).toEqual([0, 0, 0, 255]);
  expect(decode(part.toPNG())).toMatchObject({ width: 2, height: 2, channels: 4, data: part.data });
  expect(() => capture.crop({ x: 99, y: 0, width: 2, height: 2 })).toThrow(OptionError);
});

test("the error for a missing target names it and keeps screenshots", async () => {
  const { screen, reference, published, output } = await stage();
  const error = await failure(screen.waitFor(image(reference), { timeout: 150 }));
  expect(error).toMatchObject({ code: "SCREEN", name: "ScreenError" });
  expect(error.message).toMatch(
    /^the screen did not show the reference menu\.png within (?:\d+ ms|[\d.]+ s)\n {2}lookedFor="the/,
  );
  expect(error.files).toHaveLength(2);
  expect((await readdir(output.directory)).sort()).toEqual(["not-as-expected-comparison.png", "not-as-expected.png"]);
  for (const path of error.files) expect(error.message).toContain(JSON.stringify(path));
  expect(published.map(({ path, contentType }) => [path, contentType])).toEqual(
    error.files.map((path) => [path, "image/png"]),
  );
});

test("the comparison is named after its screenshot", async () => {
  const { screen, reference, output } = await stage();
  await failure(screen.waitFor(image(reference), { timeout: 150 }));
  await failure(screen.waitForChange({ timeout: 150 }));
  const { files, facts } = await failure(screen.waitFor(image(reference), { timeout: 150 }));
  const names = ["not-as-expected-3.png", "not-as-expected-3-comparison.png"];
  expect(files.map((path) => basename(path))).toEqual(names);
  expect(facts).toMatchObject({ screen: files[0], comparison: files[1] });
  const all = [...names, "not-as-expected-2.png", "not-as-expected.png", "not-as-expected-comparison.png"];
  expect((await readdir(output.directory)).sort()).toEqual(all.sort());
  for (const name of all) expect(name).toMatch(failureFile);
});

test("the error for a screen that differs from its reference says how to update it", async () => {
  const { live, screen, reference: path } = await stage();
  const target = { kind: "screen", name: "two lines", path } as const;
  const error = await failure(screen.waitFor(target, { timeout: 150 }));
  expect(error.message).toMatch(/^the screen does not match its reference two lines\n/);
  expect(error.facts).toMatchObject({ reference: path });
  expect(error.message).toContain(JSON.stringify(path));
  expect(error.output).toContain("the screen has 100x60 pixels, the reference 12x8");
  expect(error.next).toContain("if the new screen is right, update the reference with `vitest -u`");
  expect(error.files).toHaveLength(2);

  await writePng(path, live.snapshot());
  const same = await failure(screen.waitForGone(target, { timeout: 150 }));
  expect(same.message).toMatch(/^the screen still matches its reference two lines\n/);
  expect(same.facts).toMatchObject({ reference: path });
  expect(same.next).not.toContain("vitest -u");
});

test("a missing target has disappeared, and no look finds it", async () => {
  const { screen, reference, output } = await stage();
  await screen.waitForGone(image(reference), { timeout: 30_000 });
  expect(await screen.find(image(reference))).toBeUndefined();
  await expect(readdir(output.directory)).rejects.toThrow("ENOENT");
});

test("a screenshot that cannot be saved does not hide the failure", async () => {
  const { live, reference, output } = await stage();
  const newPath = (): string => "/dev/null/screenshot.png";
  const error = await failure(
    new Screen({ connect: async () => live, guest: noGuest, output: { ...output, newPath } }).waitFor(
      image(reference),
      { timeout: 150 },
    ),
  );
  expect(error.message).toContain("the screen did not show the reference menu.png");
  expect(error.files).toEqual([]);
});

test("a screen that keeps changing, or does not change, is an error with a screenshot", async () => {
  const { live, screen } = await stage();
  const still = await failure(screen.waitForChange({ timeout: 150 }));
  expect(still.message).toMatch(/^the screen did not change within 150 ms/);
  expect(still.files).toHaveLength(1);
  const busy = setInterval(() => live.paint({ x: 0, y: 0, width: 50, height: 60, colour: red }), 5);
  try {
    const error = await failure(screen.waitForStable({ quiet: 100, timeout: 200 }));
    expect(error.message).toMatch(/^the screen did not stand still for 100 ms within 200 ms/);
    expect(error.facts).toMatchObject({ changed: "50x60 at 0,0" });
  } finally {
    clearInterval(busy);
  }
  await screen.waitForStable({ quiet: 100 });
});

test("a busy guest behind a still screen is an error that says how busy it was, unless it does not matter", async () => {
  const { live, output } = await stage();
  const sampleCpus = cpusWithLoad(() => 0.9);
  const screen = new Screen({ connect: async () => live, guest: noGuest, sampleCpus, output });
  const error = await failure(screen.waitForStable({ quiet: 100, timeout: 500 }));
  expect(error.message).toMatch(
    /^the screen stood still, but the guest is busy: 90 % of a CPU, for \d+ ms: it did not rest within 500 ms/,
  );
  expect(error.facts).toMatchObject({ cpuPercent: 90 });
  expect(error.files).toHaveLength(1);
  await screen.waitForStable({ quiet: 100, busyTimeout: 0, timeout: 500 });
  await screen.waitForStable({ quiet: 100, busyTimeout: 100, timeout: 5000 });
});

test("rejects regions outside the screen and invalid times at once", async () => {
  const { screen, reference } = await stage();
  const region = { x: 90, y: 0, width: 20, height: 10 };
  for (const refused of [
    () => screen.find(image(reference), { region }),
    () => screen.waitFor(image(reference, { region })),
    () => screen.waitFor(image(reference), { similarity: 2 }),
    () => screen.waitFor(image(reference), { timeout: 30 }),
    () => screen.waitFor(image(reference), { timeout: Number.NaN }),
    () => screen.waitFor("menu.png" as never),
    () => screen.waitFor(undefined as never),
    () => screen.waitForStable({ region }),
    () => screen.waitForStable({ quiet: -1 }),
    () => screen.waitForStable({ quiet: 2 }),
    () => screen.waitForStable({ busyTimeout: 10 }),
    () => screen.waitForChange({ timeout: 30 }),
    () => screen.waitForChange({ ignore: [region] }),
  ]) {
    await expect(refused()).rejects.toThrow(OptionError);
  }
});

test("the demo's signal ends a wait, and later calls still work", async () => {
  const stop = new AbortController();
  const { screen, reference } = await stage(stop.signal);
  const waiting = screen.waitFor(image(reference));
  stop.abort();
  await expect(waiting).rejects.toThrow(AbortedError);
  await screen.capture();
});

test("a wait of 0 ms looks once", async () => {
  const { live, screen, reference } = await stage();
  expect((await failure(screen.waitFor(image(reference), { timeout: 0 }))).facts).toMatchObject({ looks: 1 });
  await screen.waitForGone(image(reference), { timeout: 0 });
  expect(live.listeners).toBe(0);
});

test("a wait for a stable screen of 0 ms looks once, for as long as the screen must stand still", async () => {
  const { live, output, screen } = await stage();
  const start = performance.now();
  await screen.waitForStable({ quiet: 200, timeout: 0 });
  expect(performance.now() - start).toBeGreaterThanOrEqual(195);
  expect(performance.now() - start).toBeLessThan(2000);
  const busy = setInterval(() => live.paint({ x: 0, y: 0, width: 50, height: 60, colour: red }), 5);
  try {
    await failure(screen.waitForStable({ quiet: 100, timeout: 0 }));
  } finally {
    clearInterval(busy);
  }
  const sampleCpus = cpusWithLoad(() => 0.9);
  const working = new Screen({ connect: async () => live, guest: noGuest, sampleCpus, output });
  expect((await failure(working.waitForStable({ quiet: 300, timeout: 0 }))).facts).toMatchObject({ cpuPercent: 90 });
  await expect(screen.waitForStable({ quiet: 1000, timeout: 500 })).rejects.toThrow(OptionError);
});

test("the caller's signal ends every wait, also one that has aborted before; one of the demo that has does not", async () => {
  const { screen, reference, live } = await stage(AbortSignal.abort());
  const target = image(reference);
  const waits: ((signal: AbortSignal) => Promise<unknown>)[] = [
    (signal) => screen.waitFor(target, { signal }),
    (signal) => screen.waitForStill(target, { signal }),
    (signal) => screen.findAll(target, { timeout: 30_000, signal }),
    (signal) => screen.waitForChange({ signal }),
    (signal) => screen.waitForStable({ quiet: 20_000, signal }),
  ];
  for (const wait of waits) {
    await expect(wait(AbortSignal.timeout(50))).rejects.toBeInstanceOf(AbortedError);
    await expect(wait(AbortSignal.abort())).rejects.toBeInstanceOf(AbortedError);
  }
  expect([live.awake, live.listeners]).toEqual([0, 0]);
  expect(await screen.find(target)).toBeUndefined();
});
