// Several places, places beside a text and texts that wrap, on a guest's real screen with words on its console.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Region } from "../../../src/base/geometry/region.ts";
import { launch } from "../../../src/boot/launch.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { AmbiguousTargetError, type ScreenError } from "../../../src/screen/errors.ts";
import { text } from "../../../src/screen/targets/text.ts";
import { Vm } from "../../../src/vm/vm.ts";
import { clearConsole, placeOf, write } from "../../support/console.ts";
import { tinyRequest } from "../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

let directory: string;
let machine: Machine;
let vm: Vm;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-test-"));
  const output = outputDirectory("test", join(directory, "videos"));
  machine = await launch(tinyRequest(output, { name: "demo-places", backingFile: await tinyLinuxImage() }));
  vm = new Vm(machine, output);
  return async () => {
    await vm[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  };
});

beforeEach(() => clearConsole(vm));

/** Writes words to lines of the console, and waits until the last ones are on the screen. */
async function show(lines: Readonly<Record<number, string>>): Promise<void> {
  for (const [line, words] of Object.entries(lines)) await write(vm, words, Number(line));
  await vm.screen.waitForStable({ quiet: 300 });
}

/** Expects the pointer to be at a pixel, give or take what the box of a text varies by. */
async function expectPointer(x: number, y: number): Promise<void> {
  const pointer = (await machine.vnc()).pointerState ?? { x: Number.NaN, y: Number.NaN };
  expect(Math.abs(pointer.x - x), `x ${pointer.x}, not ${x}`).toBeLessThan(8);
  expect(Math.abs(pointer.y - y), `y ${pointer.y}, not ${y}`).toBeLessThan(8);
}

function middle({ x, y, width, height }: Region): [number, number] {
  return [x + width / 2, y + height / 2];
}

test("a sentence on two lines is one place, and the mouse goes to its first line", async () => {
  const lines = { 10: "Save your changes before", 11: "you close this window" };
  await show(lines);
  const sentence = "changes before you close this window";
  const { region } = await vm.screen.waitFor(text(sentence), { timeout: 60_000 });
  expect(region.height).toBeGreaterThan(20);
  expect(await vm.screen.find(text(/^Save your\s+changes before you close this window$/))).toBeDefined();
  await vm.mouse.move(text(sentence), { duration: 0 });
  await expectPointer(...middle({ ...placeOf("changes before", 10), x: 80 }));
});

test("a click on a text in two places is an error, which nth, near and within resolve", async () => {
  await show({ 10: "Letter        Delete", 12: "Report        Delete" });
  const remove = text("Delete");
  expect((await vm.screen.findAll(remove, { timeout: 60_000 })).map(({ text: read }) => read)).toEqual([
    "Delete",
    "Delete",
  ]);
  const error = await vm.mouse.click(remove).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AmbiguousTargetError);
  const { message, places, files } = error as AmbiguousTargetError;
  expect(message).toMatch(
    /^the text "Delete" is at 2 places on the screen.*\n.*\n {2}\| nth\(0\): .*\n {2}\| nth\(1\): /,
  );
  expect([places.length, files.length]).toEqual([2, 2]);

  const second = middle({ ...placeOf("Delete", 12), x: 14 * 8 });
  for (const target of [
    remove.nth(1),
    remove.near(text("Report")),
    remove.within({ x: 0, y: 170, width: 400, height: 40 }),
  ]) {
    await vm.mouse.move(0, 0, { duration: 0 });
    await vm.mouse.move(target, { duration: 0 });
    await expectPointer(...second);
  }
});

test("the field beside a label is a place", async () => {
  await show({ 10: "Name:", 12: "City:" });
  await vm.mouse.click(text("City:").rightOf(80), { duration: 0, timeout: 60_000 });
  await expectPointer(5 * 8 + 80, 11.5 * 16);
});

test("a miss says that the words are in other lines", async () => {
  await show({ 10: "Save your changes", 20: "close this window" });
  const miss = await vm.screen.waitFor(text("changes close"), { timeout: 1000 }).catch((thrown: unknown) => thrown);
  expect((miss as ScreenError).next).toMatch(/^its words are on the screen, but in different lines or columns \("/);
});
