import { expect, test } from "vitest";
import { enlarged } from "../../../../src/screen/ocr/enlarge.ts";
import { findLines, onLine, sheetOf } from "../../../../src/screen/ocr/prepare.ts";
import { toTiff } from "../../../../src/screen/ocr/tiff.ts";

/** The pages of a TIFF file: their tags and pixels. */
function pagesOf(bytes: Uint8Array): { tags: Map<number, number>; data: Uint8Array }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const pages: { tags: Map<number, number>; data: Uint8Array }[] = [];
  for (let at = view.getUint32(4, true); at !== 0; ) {
    const tags = new Map<number, number>();
    const count = view.getUint16(at, true);
    for (let field = at + 2; field < at + 2 + count * 12; field += 12) {
      const short = view.getUint16(field + 2, true) === 3;
      tags.set(view.getUint16(field, true), short ? view.getUint16(field + 8, true) : view.getUint32(field + 8, true));
    }
    const from = tags.get(273) ?? 0;
    pages.push({ tags, data: bytes.slice(from, from + (tags.get(279) ?? 0)) });
    at = view.getUint32(at + 2 + count * 12, true);
  }
  return pages;
}

test("each frame is a page with its size and pixels", () => {
  const frames = [
    { width: 3, height: 1, data: Uint8Array.of(1, 2, 3) },
    { width: 2, height: 2, data: Uint8Array.of(9, 8, 7, 6) },
  ];
  const pages = pagesOf(toTiff(frames));
  expect(pages.map(({ tags, data }) => [tags.get(256), tags.get(257), ...data])).toEqual([
    [3, 1, 1, 2, 3],
    [2, 2, 9, 8, 7, 6],
  ]);
});

test("an enlarged frame has soft edges and a white border", () => {
  const { width, height, data } = enlarged({ width: 2, height: 1, data: Uint8Array.of(0, 160) }, 2, 1);
  expect([width, height]).toEqual([6, 4]);
  expect([...data.slice(6, 12)]).toEqual([255, 0, 40, 120, 160, 255]);
  expect([...data.slice(0, 6)]).toEqual(Array(6).fill(255));
});

test("maps a position on a page back to the line", () => {
  const line = { x: 100, y: 50, width: 60, height: 12 };
  const [page] = pagesOf(sheetOf([{ width: 60, height: 12, data: new Uint8Array(720) }]));
  const whole = { x: 16, y: 16, width: (page?.tags.get(256) ?? 0) - 32, height: (page?.tags.get(257) ?? 0) - 32 };
  expect(onLine(whole, line)).toEqual(line);
});

test("identical lines have the same key anywhere", () => {
  const frame = { width: 200, height: 100, data: new Uint8Array(200 * 100 * 4).fill(255) };
  const bar = (x: number, y: number, height: number): void => {
    for (let row = y; row < y + height; row++) frame.data.fill(0, (row * 200 + x) * 4, (row * 200 + x + 3) * 4);
  };
  for (const [x, y] of [
    [20, 20],
    [90, 60],
  ] as const)
    for (let bars = 0; bars < 4; bars++) bar(x + bars * 7, y, 10);
  for (let bars = 0; bars < 4; bars++) bar(140 + bars * 7, 20, 11);
  const [first, other, moved] = findLines(frame);
  expect(first?.key).toBe(moved?.key);
  expect(first?.key).not.toBe(other?.key);
});
