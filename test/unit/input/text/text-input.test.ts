// Which kind of text input types a text, and that one more is one more entry of the list.
import { expect, test, vi } from "vitest";
import { OptionError } from "../../../../src/base/errors.ts";
import { createKeyboard, type Keyboard } from "../../../../src/input/keyboard.ts";
import { layouts } from "../../../../src/input/keys/layouts/index.ts";
import { textInputs } from "../../../../src/input/text/index.ts";
import type { CreateTextInput } from "../../../../src/input/text/text-input.ts";
import { type RfbGuest, rfbGuest } from "../../../support/guests/rfb-guest.ts";

interface Pasted {
  readonly text: string;
  readonly delayMs: number | undefined;
}

/** Takes every text but the empty one, and notes it in `pasted`. */
function paste(pasted: Pasted[]): CreateTextInput {
  return ({ connect }) => ({
    plan(text) {
      if (text === "") throw new OptionError({ headline: "nothing to paste", next: "give a text" });
      return async (delayMs) => {
        await connect();
        pasted.push({ text, delayMs });
      };
    },
  });
}

function keyboardOf(guest: RfbGuest, inputs: readonly CreateTextInput[]): Keyboard {
  return createKeyboard(async () => guest.client, layouts.us, inputs);
}

test("an added kind types what the kinds before it cannot", async () => {
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

test("when no kind can type a text, the first one's reason is thrown and nothing is typed", async () => {
  await using guest = await rfbGuest();
  const pasted: Pasted[] = [];
  const never: CreateTextInput = () => ({
    plan() {
      throw new OptionError({ headline: "never", next: "none" });
    },
  });
  await expect(keyboardOf(guest, [...textInputs, never]).type("ü")).rejects.toThrow("no key for it");
  await expect(keyboardOf(guest, [paste(pasted), never]).type("")).rejects.toThrow("nothing to paste");
  expect([guest.keys, pasted]).toEqual([[], []]);
});

test("an error other than OptionError is thrown at once", async () => {
  await using guest = await rfbGuest();
  const faulty: CreateTextInput = () => ({
    plan() {
      throw new TypeError("a fault");
    },
  });
  await expect(keyboardOf(guest, [faulty, ...textInputs]).type("a")).rejects.toThrow(TypeError);
});

test("options are checked before anything is typed", async () => {
  await using guest = await rfbGuest();
  const pasted: Pasted[] = [];
  await expect(keyboardOf(guest, [paste(pasted)]).type("a", { delay: 50_000 })).rejects.toThrow(
    "number of milliseconds",
  );
  expect(pasted).toEqual([]);
});
