import { expect, test } from "vitest";
import type { GreyFrame } from "../../../../../src/screen/ocr/grey.ts";
import { signOf } from "../../../../../src/screen/ocr/signs/sign-of.ts";

/** Ink from rows of characters: # is black, + grey, anything else white. */
function drawn(...rows: readonly string[]): GreyFrame {
  const data = Uint8Array.from(rows.join(""), (character) => ({ "#": 0, "+": 150 })[character] ?? 255);
  return { width: rows[0]?.length ?? 0, height: rows.length, data };
}

/** An angle of 13x11 pixels; its strokes are about 2.5 pixels thick. */
function angle(direction: 1 | -1): GreyFrame {
  const ink = { width: 13, height: 11, data: new Uint8Array(13 * 11).fill(255) };
  for (let y = 0; y < 11; y++) {
    const middle = Math.abs(y - 5) * 2 + 1;
    for (let x = middle - 1; x <= middle + 2; x++) {
      if (x >= 0 && x < 13)
        ink.data[y * 13 + (direction === 1 ? x : 12 - x)] = x === middle - 1 || x === middle + 2 ? 60 : 0;
    }
  }
  return ink;
}

const shapes: Readonly<Record<string, GreyFrame>> = {
  "+": drawn(
    "    ##    ",
    "    ##    ",
    "    ##    ",
    "##########",
    "##########",
    "    ##    ",
    "    ##    ",
    "    ##    ",
  ),
  "=": drawn("#########", "         ", "         ", "#########"),
  "−": drawn("++++++++", "########"),
  "×": drawn("##    ##", " ##  ## ", "  ####  ", "   ##   ", "  ####  ", " ##  ## ", "##    ##"),
  "÷": drawn(
    "    ##    ",
    "    ##    ",
    "          ",
    "##########",
    "##########",
    "          ",
    "    ##    ",
    "    ##    ",
  ),
  "<": angle(1),
  ">": angle(-1),
};

test.each(Object.entries(shapes))("recognises %s", (sign, ink) => {
  expect(signOf(ink)).toBe(sign);
});

test("white and soft edges do not matter", () => {
  const { width, height, data } = drawn(
    "           ",
    " +########+ ".slice(0, 11),
    "           ",
    "           ",
    " +########+ ".slice(0, 11),
  );
  expect(signOf({ width, height, data })).toBe("=");
});

test.each([
  ["H", drawn("##    ##", "##    ##", "##    ##", "########", "##    ##", "##    ##", "##    ##")],
  ["O", drawn(" ###### ", "##    ##", "##    ##", "##    ##", "##    ##", "##    ##", " ###### ")],
  ["T", drawn("########", "########", "   ##   ", "   ##   ", "   ##   ", "   ##   ", "   ##   ")],
  ["l", drawn("##", "##", "##", "##", "##", "##", "##", "##")],
  ["L", drawn("##    ", "##    ", "##    ", "##    ", "##    ", "######", "######")],
  ["a block", drawn("######", "######", "######", "######", "######", "######")],
])("%s is no sign", (_name, ink) => {
  expect(signOf(ink)).toBeUndefined();
});

test("nothing is no sign, nor is a speck, nor what is larger than a sign", () => {
  expect(signOf(drawn("        ", "        "))).toBeUndefined();
  expect(signOf(drawn("###"))).toBeUndefined();
  expect(signOf({ width: 300, height: 60, data: new Uint8Array(18_000) })).toBeUndefined();
});
