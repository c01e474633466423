// Typed text arrives in a guest that records it.
import { beforeAll, expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { poll } from "../../../src/base/time/poll.ts";
import { launch } from "../../../src/boot/launch.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import { TypingLostError } from "../../../src/input/errors.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { Vm } from "../../../src/vm/vm.ts";
import { forgetInput, inputGuestImage, typedText } from "../../support/guests/input-guest.ts";
import { tinyRequest } from "../../support/guests/launched.ts";

let machine: Machine;
let vm: Vm;

beforeAll(async () => {
  const output = outputDirectory("test", "/nonexistent");
  machine = await launch(tinyRequest(output, { name: "demo-input", backingFile: await inputGuestImage() }));
  vm = new Vm(machine, output);
  return () => vm[Symbol.asyncDispose]();
});

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");
const prose = "The quick brown fox jumps over the lazy dog, 1234567890 times. ";

test("all of ASCII and a long text arrive 20 times without a lost or doubled character", async () => {
  const text = `${ascii}\t${prose.repeat(14)}${ascii}`.slice(0, 999).concat("\n");
  const rates: number[] = [];
  for (let round = 1; round <= 20; round++) {
    await forgetInput(vm);
    const start = performance.now();
    await vm.keyboard.type(text, { delay: 0 });
    rates.push(text.length / ((performance.now() - start) / 1000));
    expect(await typedText(vm, text.length), `round ${round}`).toBe(text);
  }
  console.log(`characters per second: ${rates.map(Math.round).join(" ")}`);
  expect((await machine.vnc()).lights).toEqual({ scrollLock: false, numLock: false, capsLock: false });
});

test("waits for a busy guest", async () => {
  const text = `${prose.repeat(8)}\n`;
  const loops = "for i in 1 2 3; do sh -c 'while :; do :; done' >/dev/null 2>&1 & echo $!; done";
  const { stdout: processes } = await vm.exec("sh", ["-c", loops]);
  try {
    await forgetInput(vm);
    await vm.keyboard.type(text, { delay: 0 });
    expect(await typedText(vm, text.length)).toBe(text);
  } finally {
    expect(await vm.exec("kill", processes.trim().split("\n"))).toMatchObject({ exitCode: 0 });
  }
});

test("human rhythm and single keys arrive too", async () => {
  await forgetInput(vm);
  await vm.keyboard.type("echo Hello, World!\n");
  await vm.keyboard.press("A");
  await vm.keyboard.press("Control+C");
  await vm.keyboard.press("ArrowUp");
  await vm.keyboard.down("Shift");
  await vm.keyboard.press("b");
  await vm.keyboard.up("Shift");
  await vm.keyboard.press("Enter");
  const expected = "echo Hello, World!\nA\x03\x1b[AB\n";
  expect(await typedText(vm, expected.length)).toBe(expected);
});

test("CapsLock stays the guest's own, and its light is reported", async () => {
  const client = await machine.vnc();
  const light = async (on: boolean): Promise<void> => {
    await poll(Deadline.after(10_000, "CapsLock"), 20, async () => (client.lights?.capsLock === on ? true : undefined));
  };
  await forgetInput(vm);
  await vm.keyboard.press("CapsLock");
  await light(true);
  await vm.keyboard.type("aB\n", { delay: 0 });
  await vm.keyboard.press("CapsLock");
  await light(false);
  await vm.keyboard.type("aB\n", { delay: 0 });
  expect(await typedText(vm, 6)).toBe("Ab\naB\n");
});

/** Runs a command in a child: the shell leads a session, would take the console over and hang it up. */
async function onConsole(command: string): Promise<void> {
  await vm.exec("sh", ["-c", `(${command}); true`], { user: "root" });
}

/** Writes to the console. */
async function print(text: string): Promise<void> {
  await onConsole(`printf '${text}' >/dev/tty1`);
}

test.each([
  ["a line", "shown words 42"],
  ["a text that the console wraps within a word", prose.repeat(3).trim()],
])("verified typing resolves when the screen shows %s", async (_name, text) => {
  await forgetInput(vm);
  await print("\\033[2J\\033[H");
  await onConsole("stty echo </dev/tty1");
  try {
    await vm.keyboard.type(text, { verify: true, delay: 0 });
    expect(await typedText(vm, text.length)).toBe(text);
  } finally {
    await onConsole("stty -echo </dev/tty1");
  }
});

test("verified typing that the screen does not show is an error with what was read", async () => {
  await print("\\033[2J\\033[H");
  const hidden = vm.keyboard.type("secret words", { verify: true, timeout: 1000, delay: 0 });
  await expect(hidden).rejects.toThrow(TypingLostError);
  await expect(hidden).rejects.toMatchObject({ code: "TYPING", facts: { missing: "secret words" }, read: "" });
  const other = vm.keyboard.type("hidden words", { verify: true, timeout: 5000 });
  await print("other words\\n");
  await expect(other).rejects.toMatchObject({ code: "TYPING", read: "other words" });
});

test.each([
  ["was painted in other colours", "\\033[H\\033[32mstanding words\\033[0m"],
  ["scrolled to another place", "\\033[40;1H\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n\\n"],
])("a text that stood there before it was typed, and %s, has not arrived", async (_name, change) => {
  await print("\\033[2J\\033[20;1Hstanding words\\033[H\\nstanding words\\n");
  await print("\\033[Hstanding words");
  const typing = vm.keyboard.type("standing words", { verify: true, timeout: 3000 });
  await print(change);
  await expect(typing).rejects.toThrow(/stood there before/);
});

test("a text that replaces the same one has arrived", async () => {
  await print("\\033[2J\\033[Hstanding words");
  const typing = vm.keyboard.type("standing words", { verify: true });
  await print("\\033[2J");
  await print("\\033[Hstanding words");
  await typing;
});

test("a character without a key needs a graphical session", async () => {
  await forgetInput(vm);
  const typing = vm.keyboard.type("It’s");
  await expect(typing).rejects.toMatchObject({ code: "OPTION", facts: { character: "U+2019", position: 3 } });
  await expect(typing).rejects.toThrow(/no key for it.*no graphical session.*nothing was typed/s);
  expect(await typedText(vm, 1)).toBe("");
});

test("without a graphical session there is no clipboard", async () => {
  await expect(vm.clipboard.read()).rejects.toThrow("demo has no graphical session");
  await expect(vm.clipboard.write("a")).rejects.toMatchObject({ code: "GUEST" });
  await expect(vm.clipboard.write("")).rejects.toMatchObject({ code: "OPTION" });
});
