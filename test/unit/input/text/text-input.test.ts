// Which kind of text input types a text; a new kind is one more entry in the list.
import { expect, test, vi } from "vitest";
import { OptionError } from "../../../../src/base/errors.ts";
import { createKeyboard, type Keyboard } from "../../../../src/input/keyboard.ts";
import { textInputs } from "../../../../src/input/text/index.ts";
import type { CreateTextInput } from "../../../../src/input/text/text-input.ts";
import { type RfbGuest, rfbGuest } from "../../../support/guests/rfb-guest.ts";

interface Pasted {
  readonly text: string;
  readonly delayMs: number | undefined;
}

/** Accepts every text but the empty one, and records it in `pasted`. */
function paste(pasted: Pasted[]): CreateTextInput {
  return ({ connect }) => ({
    plan(text) {
      if (text === "") throw new OptionError({ headline: "nothing to paste", next: "give a text" });
      return async ({ delayMs }) => {
        await connect();
        pasted.push({ text, delayMs });
      };
    },
  });
}

function keyboardOf(guest: RfbGuest, inputs: readonly CreateTextInput[]): Keyboard {
  return createKeyboard(async () => guest.client, "us", { inputs });
}

test("an added kind types what earlier kinds cannot", async () => {
  await using guest = await rfbGuest();
  const pasted: Pasted[] = [];
  const keyboard = keyboardOf(guest, [...textInputs, paste(pasted)]);
  await keyboard.type("日本", { delay: 500 });
  expect(pasted).toEqual([{ text: "日本", delayMs: 500 }]);
  await keyboard.type("a");
  await vi.waitFor(() => expect(guest.keys).toEqual(["+1e", "-1e"]));
  expect(pasted).toHaveLength(1);
});

test("the preferred kind comes first", async () => {
  await using guest = await rfbGuest();
  const pasted: Pasted[] = [];
  await keyboardOf(guest, [paste(pasted), ...textInputs]).type("a");
  expect(pasted).toEqual([{ text: "a", delayMs: undefined }]);
  expect(guest.keys).toEqual([]);
});

test("when no kind can type a text, throws the reasons and types nothing", async () => {
  await using guest = await rfbGuest();
  const pasted: Pasted[] = [];
  const never: CreateTextInput = () => ({
    plan() {
      throw new OptionError({ headline: "never", next: "none" });
    },
  });
  await expect(keyboardOf(guest, [...textInputs, never]).type("ü")).rejects.toThrow(/no key for it.*never.*→ none/s);
  await expect(keyboardOf(guest, [paste(pasted), never]).type("")).rejects.toThrow("nothing to paste");
  expect([guest.keys, pasted]).toEqual([[], []]);
});

test("rethrows an error other than OptionError at once", async () => {
  await using guest = await rfbGuest();
  const faulty: CreateTextInput = () => ({
    plan() {
      throw new TypeError("a fault");
    },
  });
  await expect(keyboardOf(guest, [faulty, ...textInputs]).type("a")).rejects.toThrow(TypeError);
});

test("checks options before it types anything", async () => {
  await using guest = await rfbGuest();
  const pasted: Pasted[] = [];
  await expect(keyboardOf(guest, [paste(pasted)]).type("a", { delay: 50_000 })).rejects.toThrow(
    "number of milliseconds",
  );
  expect(pasted).toEqual([]);
});
