// Waits on a guest's real screen: one VM for all tests, with words on its console.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { decode } from "fast-png";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { poll } from "../../../src/base/time/poll.ts";
import { launch } from "../../../src/boot/launch.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { ScreenError } from "../../../src/screen/errors.ts";
import { type ImageTarget, image } from "../../../src/screen/targets/image.ts";
import { text } from "../../../src/screen/targets/text.ts";
import { Vm } from "../../../src/vm/vm.ts";
import { clearConsole, inGuest, placeOf, write, writing } from "../../support/console.ts";
import { tinyRequest } from "../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

const words = "### MARKER ###";
const line = 10;
const place = placeOf(words, line);

let directory: string;
let machine: Machine;
let vm: Vm;
/** A reference of {@link words}. */
let marker: ImageTarget;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-test-"));
  const output = outputDirectory("test", join(directory, "videos"));
  machine = await launch(tinyRequest(output, { name: "demo-screen", backingFile: await tinyLinuxImage() }));
  vm = new Vm(machine, output);
  await clearConsole(vm);
  await vm.screen.waitForChange({ action: () => write(vm, words, line), region: place });
  await vm.screen.waitForStable({ quiet: 300 });
  const path = join(directory, "marker.png");
  await writeFile(path, (await vm.screen.capture()).crop(place).toPNG());
  marker = image(path);
  return async () => {
    await vm[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  };
});

beforeEach(() => clearConsole(vm));

/** Runs a script in the guest after ten idle seconds; resolves when it has been started. */
async function afterRest(script: string): Promise<void> {
  await inGuest(vm, `(sleep 10; ${script}) >/dev/null 2>&1 &`);
}

/** Waits until the guest writes a word to its serial port. */
async function nextWord(word: string): Promise<void> {
  const log = machine.description.serialLog;
  const start = (await readFile(log, "utf8")).length;
  const said = async (): Promise<boolean> => (await readFile(log, "utf8")).slice(start).includes(word);
  await poll(Deadline.after(60_000, `the guest's word ${word}`), 1, async () => (await said()) || undefined);
}

test("finds a reference soon after it appears on a long idle screen", async () => {
  await afterRest(`echo now >/dev/ttyS0; ${writing(words, line)}`);
  const changed = nextWord("now").then(() => performance.now());
  const match = await vm.screen.waitFor(marker);
  const answered = performance.now();
  expect(match.region).toEqual(place);
  expect(match.similarity).toBeGreaterThan(0.99);
  // By now QEMU itself checks only every 3 s. bench/parts/wait.ts measures the delay on a quiet machine.
  expect(answered - (await changed)).toBeLessThan(1500);
});

test("sees at once what the guest drew before the look", async () => {
  const drawn = nextWord("drawn");
  // The kernel draws slightly after it has taken the words.
  await afterRest(`${writing(words, line)}; sleep 1; echo drawn >/dev/ttyS0`);
  await drawn;
  expect((await vm.screen.find(marker))?.region).toEqual(place);
  await clearConsole(vm);
  expect(await vm.screen.find(marker)).toBeUndefined();
  expect((await vm.screen.capture()).crop(place).data.every((value, index) => value === 0 || index % 4 === 3)).toBe(
    true,
  );
});

test("follows a moving reference to its last place, and waits until it disappears", async () => {
  const steps = [11, 12, 13, 14, 15].map((to) => `usleep 10000; ${writing("", to - 1)}; ${writing(words, to)}`);
  await inGuest(vm, `(${writing(words, 10)}; ${steps.join("; ")}) >/dev/null 2>&1 &`);
  expect((await vm.screen.waitForStill(marker)).region).toEqual(placeOf(words, 15));
  const gone = vm.screen.waitForGone(marker);
  await clearConsole(vm);
  await gone;
});

test("the mouse moves to a reference that appears later, and to a text", async () => {
  const click = vm.mouse.click(marker, { timeout: 60_000, duration: 0 });
  await write(vm, words, line);
  await click;
  const pointer = (await machine.vnc()).pointerState;
  expect(pointer).toMatchObject({ x: place.x + place.width / 2, y: place.y + place.height / 2, buttons: 0 });
  await write(vm, "Installation finished", 20);
  await vm.mouse.move(text("Installation finished"), { duration: 0, timeout: 120_000 });
  const { x, y } = (await machine.vnc()).pointerState ?? { x: 0, y: 0 };
  expect(Math.abs(y - 19.5 * 16)).toBeLessThan(8);
  expect(Math.abs(x - 21 * 4)).toBeLessThan(16);
});

test("the error for a missing reference and its files show the screen", async () => {
  await write(vm, "### MARKET ###", line);
  await vm.screen.waitForStable({ quiet: 300 });
  const error = await vm.screen
    .waitFor(marker, { timeout: 1000, similarity: 0.999 })
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ScreenError);
  const { message, best, files } = error as ScreenError;
  expect(message).toMatch(
    /^the screen did not show the reference marker\.png within (?:\d+ ms|[\d.]+ s)\n {2}lookedFor=/,
  );
  expect(message).toMatch(/bestSimilarity=0\.\d+ bestPlace="112x16 at 0,144" .*waitedMs=/);
  expect(best?.region).toEqual(place);
  expect(files).toHaveLength(2);
  const [screen = "", comparison = ""] = files;
  expect(decode(await readFile(screen))).toMatchObject({ width: 1280, height: 800 });
  expect(decode(await readFile(comparison)).width).toBeGreaterThan(1280 + place.width);
  expect(await readdir(join(directory, "videos"))).toEqual(
    [...files.map((file) => basename(file)), "journal.jsonl"].sort(),
  );
});

test("the end of the VM ends a wait at once", async () => {
  const waiting = vm.screen.waitFor(marker, { timeout: 100_000 });
  waiting.catch(() => {});
  // The wait has started once the server is kept awake; a look at a quiet screen takes no time.
  await delay(500);
  const start = performance.now();
  await machine.domain.destroy();
  await expect(waiting).rejects.toMatchObject({ code: "VM_STOPPED", ended: true });
  expect(performance.now() - start).toBeLessThan(20_000);
});
