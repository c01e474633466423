import { expect, test } from "vitest";
import { AbortedError } from "../../../src/base/errors.ts";
import { GuestWork } from "../../../src/guest/work.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { Clipboard } from "../../../src/vm/clipboard.ts";
import { journalStage } from "../../support/journal.ts";

/** The clipboard of a guest that never answers, and the users whose session was asked for. */
async function hangingClipboard(demo?: AbortSignal) {
  const users: string[] = [];
  const sessions = {
    of: (user: string) => {
      users.push(user);
      return new Promise(() => {});
    },
  };
  const machine = {
    domain: { name: "demo-guest" },
    agent: {},
    work: new GuestWork(),
    findAgent: async () => true,
    sessions,
  };
  const { actor } = await journalStage();
  const guest = () => ({ machine: machine as unknown as Machine, signal: demo });
  return { clipboard: new Clipboard(guest, actor), users };
}

test("its own signal and that of the demo end a call", async () => {
  const [own, demo] = [new AbortController(), new AbortController()];
  const { clipboard, users } = await hangingClipboard(demo.signal);
  const [read, write] = [clipboard.read({ signal: own.signal }), clipboard.write("a")];
  await expect.poll(() => users).toEqual(["demo", "demo"]);
  own.abort();
  await expect(read).rejects.toThrow(AbortedError);
  demo.abort();
  await expect(write).rejects.toThrow(AbortedError);
});

test("an aborted signal of its own ends a call at once, one of the demo does not", async () => {
  const { clipboard, users } = await hangingClipboard(AbortSignal.abort());
  await expect(clipboard.read({ signal: AbortSignal.abort() })).rejects.toThrow(AbortedError);
  expect(users).toEqual([]);
  await expect(clipboard.read({ timeout: 1000 })).rejects.toMatchObject({ code: "TIMEOUT", facts: { limitMs: 1000 } });
});

test.each([
  ["a\ud83d", { surrogate: "U+D83D", position: 2 }],
  ["👍\udc4d!", { surrogate: "U+DC4D", position: 2 }],
])("half a character is refused with its place: %j", async (text, facts) => {
  const { clipboard, users } = await hangingClipboard();
  const writing = clipboard.write(text);
  await expect(writing).rejects.toMatchObject({ code: "OPTION", facts });
  await expect(writing).rejects.toThrow("half a character");
  expect(users).toEqual([]);
});

test.each(["", 5 as never, "ä".repeat(600_000)])("an empty text, a long one and none are refused", async (text) => {
  const { clipboard } = await hangingClipboard();
  await expect(clipboard.write(text)).rejects.toThrow("must be a string of 1 to 1048576 bytes");
});
