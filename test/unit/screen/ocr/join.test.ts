import fc from "fast-check";
import { expect, test } from "vitest";
import type { Region } from "../../../../src/base/geometry/region.ts";
import { joinLetters, type Piece } from "../../../../src/screen/ocr/join.ts";

/** A box on a white surface. */
function piece(x: number, y: number, width: number, height: number, behind = 255): Piece {
  return { x, y, width, height, behind };
}

/** Letters of 7 by 10 pixels, one after the other; spaces are gaps between words. */
function letters(x: number, y: number, text: string): Piece[] {
  return [...text].flatMap((letter, at) => (letter === " " ? [] : [piece(x + at * 9, y, 7, 10)]));
}

/** The regions without what a piece has besides. */
function boxes(pieces: readonly Piece[]): Region[] {
  return joinLetters(pieces).map(({ x, y, width, height }) => ({ x, y, width, height }));
}

test("letters side by side are one line, across the gap between two words", () => {
  expect(boxes(letters(10, 20, "ab cd"))).toEqual([{ x: 10, y: 20, width: 43, height: 10 }]);
});

test("letters below each other, and those far from each other, are lines of their own", () => {
  const found = boxes([...letters(10, 20, "ab"), ...letters(10, 36, "cd"), ...letters(80, 20, "ef")]);
  expect(found).toHaveLength(3);
});

test("capitals and small letters are one line, as letters and headlines are not", () => {
  expect(boxes([piece(10, 20, 8, 14), piece(20, 26, 7, 8)])).toHaveLength(1);
  expect(boxes([piece(10, 10, 20, 30), piece(34, 26, 7, 10), piece(43, 26, 9, 10)])).toHaveLength(2);
});

test("dots and hyphens of large letters belong to their line, as small words beside it do not", () => {
  const headline = [piece(10, 10, 24, 40), piece(38, 10, 24, 40)];
  const marks = [piece(66, 43, 7, 7), piece(78, 28, 16, 5)];
  expect(boxes([...headline, ...marks])).toEqual([{ x: 10, y: 10, width: 84, height: 40 }]);
  expect(boxes([...headline, ...letters(70, 30, "ab")])).toHaveLength(2);
});

test("a high letter at the begin of large text is no icon", () => {
  const small = [46, 68, 90].map((x) => piece(x, 18, 18, 19));
  expect(boxes([piece(10, 10, 32, 33), ...small])).toHaveLength(1);
  expect(boxes([piece(4, 10, 32, 33), ...small])).toEqual([{ x: 46, y: 18, width: 62, height: 19 }]);
});

test("letters on surfaces of different shades are apart, unless the surface is only shaded", () => {
  const on = (behind: number): Piece => piece(19, 20, 7, 10, behind);
  expect(boxes([piece(10, 20, 7, 10), on(255 - 24)])).toHaveLength(1);
  expect(boxes([piece(10, 20, 7, 10), on(255 - 25)])).toHaveLength(2);
});

test("a mark belongs to the line that it is at, and not to one further away", () => {
  const [first, second] = [letters(10, 20, "ab"), letters(10, 40, "cd")];
  const dot = piece(28, 29, 2, 2);
  expect(boxes([...first, ...second, dot])).toContainEqual({ x: 10, y: 20, width: 20, height: 11 });
  expect(boxes([...first, ...second, dot])).toContainEqual({ x: 10, y: 40, width: 16, height: 10 });
});

test("a mark on its own is no line", () => {
  expect(boxes([piece(50, 50, 3, 2)])).toEqual([]);
  expect(boxes([...letters(10, 20, "ab"), piece(90, 28, 3, 2)])).toEqual([{ x: 10, y: 20, width: 16, height: 10 }]);
});

test("marks one after the other join the two parts of a line", () => {
  const dots = [27, 33, 39, 45].map((x) => piece(x, 28, 2, 2));
  const parts = [...letters(10, 20, "ab"), ...letters(52, 20, "cd")];
  expect(boxes(parts)).toHaveLength(2);
  expect(boxes([...parts, ...dots])).toEqual([{ x: 10, y: 20, width: 58, height: 10 }]);
});

test("an icon at either end of a line is left out", () => {
  const icon = (x: number): Piece => piece(x, 16, 18, 18);
  const text = letters(40, 20, "Save");
  const alone = boxes(text);
  expect(boxes([icon(18), ...text])).toEqual(alone);
  expect(boxes([...text, icon(78)])).toEqual(alone);
});

test("what is high and touches its line is a letter of it", () => {
  expect(boxes([piece(22, 14, 17, 18), ...letters(40, 20, "ave")])).toEqual([{ x: 22, y: 14, width: 43, height: 18 }]);
});

test("nothing makes no lines", () => {
  expect(joinLetters([])).toEqual([]);
});

test("the order of the pieces does not matter, and each line lies around pieces", () => {
  const any = fc.record({
    x: fc.nat(200),
    y: fc.nat(100),
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 20 }),
    behind: fc.constantFrom(0, 255),
  });
  const distinct = fc.uniqueArray(any, { maxLength: 12, selector: ({ x }) => x });
  fc.assert(
    fc.property(distinct, (pieces) => {
      const found = boxes(pieces);
      expect(boxes(pieces.toReversed())).toEqual(found);
      for (const { x, y, width, height } of found) {
        expect(pieces.some((each) => each.x === x)).toBe(true);
        expect(pieces.some((each) => each.y === y)).toBe(true);
        expect(pieces.some((each) => each.x + each.width === x + width)).toBe(true);
        expect(pieces.some((each) => each.y + each.height === y + height)).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

test("letters that touch are no icon, and stay in their line", () => {
  const [touching, rest] = [piece(10, 20, 42, 13), [56, 65, 74].map((x) => piece(x, 22, 7, 8))];
  expect(boxes([touching, ...rest])).toEqual([{ x: 10, y: 20, width: 71, height: 13 }]);
  const by = piece(29, 18, 17, 16);
  const line = [piece(10, 18, 7, 12), piece(19, 22, 7, 12), by, piece(50, 18, 8, 12), piece(60, 22, 8, 12)];
  expect(boxes(line)).toEqual([{ x: 10, y: 18, width: 58, height: 16 }]);
  // With a p before it, its height is that of the line.
  const atEnd = [
    piece(10, 18, 7, 12),
    piece(19, 22, 7, 12),
    piece(28, 22, 8, 8),
    piece(38, 22, 8, 8),
    piece(50, 18, 17, 16),
  ];
  expect(boxes(atEnd)).toEqual([{ x: 10, y: 18, width: 57, height: 16 }]);
});

test("what is higher than the text beside it, and about square, is an icon", () => {
  const text = letters(40, 20, "abcd");
  expect(boxes([piece(10, 16, 20, 18), ...text])).toEqual([{ x: 40, y: 20, width: 34, height: 10 }]);
});

test("marks that follow each other belong to the line that the nearest of them is at", () => {
  const word = [26, 36, 46].map((x) => piece(x, 20, 8, 9));
  expect(boxes([piece(4, 24, 7, 2), piece(14, 24, 7, 2), ...word])).toEqual([{ x: 4, y: 20, width: 50, height: 9 }]);
  const [quote, comma] = [piece(58, 17, 2, 5), piece(63, 27, 4, 5)];
  expect(boxes([...word, quote, comma])).toEqual([{ x: 26, y: 17, width: 41, height: 15 }]);
});
