// Texts that no keyboard layout has all keys for, and how to type them into a program and read them back.
import { expect } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { poll } from "../../../src/base/time/poll.ts";
import type { Vm } from "../../../src/vm/vm.ts";

/** Typography, other scripts, emoji and their sequences, a no-break space, combining marks. */
export const unusualTexts: readonly string[] = [
  "It’s done… café — 5 €",
  "日本語",
  "👍",
  "a\u00a0b",
  "👩‍👩‍👧‍👦 🇩🇪 👍🏽 x\u0323\u0302",
  // More different characters than fit at once.
  "Größe: „ß“ ÄÖÜ — Привет, мир! Ελληνικά ąęłż",
];

/** A program that is typed into. */
export interface TypedInto {
  /** Makes the program give away what was typed. */
  readonly save: () => Promise<void>;
  /** What it gave away since the last text; empty if nothing yet. */
  readonly read: () => Promise<string>;
}

/** Types the texts, at a person's speed and at full speed in turn, and compares what has arrived. */
export async function typeUnusualTexts(vm: Vm, { save, read }: TypedInto): Promise<void> {
  for (const [index, text] of unusualTexts.entries()) {
    await vm.keyboard.type(text, index % 2 === 0 ? {} : { delay: 0 });
    await save();
    const saved = async (): Promise<string | undefined> => (await read()) || undefined;
    expect(await poll(Deadline.after(60_000, "the typed text"), 200, saved)).toBe(text);
  }
}

/** The whole key map of the guest's X session, as text. */
export async function keyMapOf(vm: Vm): Promise<string> {
  return (await vm.exec("sh", ["-c", 'xkbcomp -xkb "$DISPLAY" -'])).stdout;
}
