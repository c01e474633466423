import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { AbortedError, OptionError } from "../../../src/base/errors.ts";
import { Actor } from "../../../src/base/journal/actor.ts";
import { createKeyboard, type Keyboard } from "../../../src/input/keyboard.ts";
import type { KeyboardLayoutName } from "../../../src/input/keys/layouts/index.ts";
import { VncError } from "../../../src/rfb/errors.ts";
import { type RfbGuest, rfbGuest } from "../../support/guests/rfb-guest.ts";
import { journalStage } from "../../support/journal.ts";

const text = "the quick brown fox jumps over the lazy dog";
/** NumLock down and up. */
const question = ["+45", "-45"];

function keyboardOf(guest: RfbGuest, layout: KeyboardLayoutName = "us"): Keyboard {
  return createKeyboard(async () => guest.client, layout);
}

function withoutQuestions(keys: readonly string[]): string[] {
  return keys.filter((key) => !question.includes(key));
}

test("a combination is pressed in order and released in reverse", async () => {
  await using guest = await rfbGuest();
  await keyboardOf(guest).press("Control+Alt+T");
  await vi.waitFor(() => expect(guest.keys).toEqual(["+1d", "+38", "+14", "-14", "-38", "-1d"]));
});

test("tells that keys were pressed, once they were sent, and nothing of a text", async () => {
  await using guest = await rfbGuest();
  const pressed = vi.fn();
  const keyboard = createKeyboard(async () => guest.client, "us", { pressed });
  await keyboard.type("a", { delay: 10 });
  expect(pressed).not.toHaveBeenCalled();
  await keyboard.press("Control+B");
  await keyboard.press("F2", { delay: 10 });
  expect(pressed).toHaveBeenCalledTimes(2);
});

test("supports keys with a prefix and held keys", async () => {
  await using guest = await rfbGuest();
  const keyboard = keyboardOf(guest);
  await keyboard.down("Shift");
  await keyboard.press("ArrowUp", { delay: 10 });
  await keyboard.up("Shift");
  await keyboard.down("Super");
  await keyboard.down("a");
  await keyboard.releaseAll();
  await keyboard.releaseAll();
  await vi.waitFor(() => expect(guest.keys).toEqual(["+2a", "+c8", "-c8", "-2a", "+db", "+1e", "-1e", "-db"]));
});

test("the layout decides which key is pressed", async () => {
  await using guest = await rfbGuest();
  await keyboardOf(guest, "de").type("z@");
  await vi.waitFor(() => expect(guest.keys).toEqual(["+15", "-15", "+b8", "+10", "-10", "-b8"]));
});

test("a dead key is a stroke of its own", async () => {
  await using guest = await rfbGuest();
  await keyboardOf(guest, "de").type("é^");
  await vi.waitFor(() => expect(guest.keys).toEqual("+d -d +12 -12 +29 -29 +39 -39".split(" ")));
});

test("undelayed typing asks for confirmation often enough and restores NumLock", async () => {
  await using guest = await rfbGuest();
  await keyboardOf(guest).type(text, { delay: 0 });
  const asked = guest.keys.flatMap((key, index) => (key === "+45" ? [index] : []));
  expect(asked.length % 2).toBe(0);
  for (const [index, at] of asked.entries()) expect(at - (asked[index - 1] ?? -2)).toBeLessThanOrEqual(14);
  expect(withoutQuestions(guest.keys)).toHaveLength(text.length * 2);
});

test("waits for the guest's answer before it sends more", async () => {
  const waiting = Promise.withResolvers<() => void>();
  await using guest = await rfbGuest({
    onNumLock: (presses, show) => {
      if (presses === 1) waiting.resolve(() => show(true));
      else show(presses % 2 === 1);
    },
  });
  const typing = keyboardOf(guest).type(text, { delay: 0 });
  const answer = await waiting.promise;
  await guest.client
    .refresh((await import("../../../src/base/time/deadline.ts")).Deadline.after(200, "a rest"))
    .catch(() => {});
  expect(withoutQuestions(guest.keys)).toHaveLength(12);
  answer();
  await typing;
  expect(withoutQuestions(guest.keys)).toHaveLength(text.length * 2);
});

test("a stale light does not stop the typing", async () => {
  await using guest = await rfbGuest({
    onNumLock: (presses, show) => {
      show(presses % 2 === 1);
      if (presses === 2) show(true);
    },
  });
  const start = performance.now();
  await keyboardOf(guest).type(text, { delay: 0 });
  expect(performance.now() - start).toBeLessThan(3000);
  expect(withoutQuestions(guest.keys)).toHaveLength(text.length * 2);
});

test("a guest without lights gets its keys at a safe pace, and NumLock is restored", async () => {
  await using guest = await rfbGuest({ lights: false });
  const keyboard = keyboardOf(guest);
  const short = text.slice(0, 30);
  await keyboard.type(short, { delay: 0 });
  const start = performance.now();
  await keyboard.type(short, { delay: 0 });
  expect(performance.now() - start).toBeGreaterThan(short.length * 2 * 10 - 60);
  await vi.waitFor(() => expect(withoutQuestions(guest.keys)).toHaveLength(short.length * 4));
  expect(guest.keys.filter((key) => key === "+45")).toHaveLength(2);
});

test("human rhythm takes a human's time", async () => {
  await using guest = await rfbGuest();
  const start = performance.now();
  await keyboardOf(guest).type("hello world");
  const seconds = (performance.now() - start) / 1000;
  expect(seconds).toBeGreaterThan(0.6);
  expect(seconds).toBeLessThan(2);
  expect(withoutQuestions(guest.keys)).toEqual(guest.keys);
});

test("rejects what cannot be typed before it types anything", async () => {
  await using guest = await rfbGuest();
  const keyboard = keyboardOf(guest);
  await expect(keyboard.type("abcü")).rejects.toThrow(OptionError);
  await expect(keyboard.press("Control+Ctrl")).rejects.toThrow(OptionError);
  await expect(keyboard.type("a", { delay: 50_000 })).rejects.toThrow("give a number of milliseconds");
  await keyboard.press("a");
  await vi.waitFor(() => expect(guest.keys).toEqual(["+1e", "-1e"]));
});

test("the end of the connection ends the typing", async () => {
  await using guest = await rfbGuest({ onNumLock: () => void guest.client[Symbol.asyncDispose]() });
  await expect(keyboardOf(guest).type(text, { delay: 0 })).rejects.toThrow(VncError);
});

test("the journal has the number of typed characters, not the text", async () => {
  await using guest = await rfbGuest();
  const { actor, path, lines } = await journalStage();
  const keyboard = keyboardOf(guest).withActor(actor);
  await keyboard.type("hunter2", { delay: 1 });
  await keyboard.press("Control+T");
  await keyboard.down("Shift");
  await keyboard.up("Shift");
  const begun = lines().filter(({ type }) => type === "begin");
  expect(begun.map(({ kind, details }) => [kind, details])).toEqual([
    ["keyboard.type", { characters: 7 }],
    ["keyboard.press", { keys: "Control+T" }],
    ["keyboard.down", { key: "Shift" }],
    ["keyboard.up", { key: "Shift" }],
  ]);
  expect(readFileSync(path, "utf8")).not.toContain("hunter2");
});

test("an abort ends the typing between two characters, and leaves no key down", async () => {
  await using guest = await rfbGuest();
  const stop = new AbortController();
  const keyboard = keyboardOf(guest).withActor(new Actor(), () => stop.signal);
  const typing = keyboard.type("A".repeat(100), { delay: 20 });
  await vi.waitFor(() => expect(guest.keys.length).toBeGreaterThan(4));
  stop.abort();
  await expect(typing).rejects.toThrow(AbortedError);
  await vi.waitFor(() => expect(guest.keys.at(-1)).toBe("-2a"));
  expect(guest.keys.length).toBeLessThan(60);
  const typed = guest.keys.length;
  // A hook that runs after the test was stopped may still type.
  await keyboard.type("a");
  await vi.waitFor(() => expect(guest.keys.slice(typed)).toEqual(["+1e", "-1e"]));
});

test("an abort ends undelayed typing, with NumLock as it was", async () => {
  const stop = new AbortController();
  await using guest = await rfbGuest({
    onNumLock: (presses, show) => {
      if (presses === 3) stop.abort();
      show(presses % 2 === 1);
    },
  });
  const typing = keyboardOf(guest)
    .withActor(new Actor(), () => stop.signal)
    .type(text, { delay: 0 });
  await expect(typing).rejects.toThrow(AbortedError);
  expect(withoutQuestions(guest.keys).length).toBeLessThan(text.length * 2);
  expect(guest.keys.filter((key) => key === "+45").length % 2).toBe(0);
});

test("the journal says how long a verified text is waited for", async () => {
  await using guest = await rfbGuest();
  const { actor, lines } = await journalStage();
  const keyboard = keyboardOf(guest).withActor(actor);
  await expect(keyboard.type("…", { verify: true })).rejects.toThrow(OptionError);
  await expect(keyboard.type("+", { verify: true, timeout: 500 })).rejects.toThrow("cannot be verified");
  const begun = lines().filter(({ type }) => type === "begin");
  expect(begun.map(({ details }) => details)).toEqual([
    { characters: 1, verify: true, timeoutMs: 30_000 },
    { characters: 1, verify: true, timeoutMs: 500 },
  ]);
});
