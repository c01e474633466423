import { expect, test } from "vitest";
import { wordsOf } from "../../../../src/screen/ocr/tsv.ts";

const heading = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext";

test("words have their page, place and confidence", () => {
  const table = [
    heading,
    "1\t1\t0\t0\t0\t0\t0\t0\t200\t56\t-1\t",
    "4\t1\t1\t1\t1\t0\t10\t10\t180\t36\t-1\t",
    "5\t1\t1\t1\t1\t1\t10\t12\t80\t30\t96.5\tFile",
    "5\t2\t1\t1\t1\t1\t11\t13\t81\t31\t0.000000\tSystem",
    "",
  ].join("\n");
  expect(wordsOf(table)).toEqual([
    { page: 0, region: { x: 10, y: 12, width: 80, height: 30 }, confidence: 0.965, text: "File" },
    { page: 1, region: { x: 11, y: 13, width: 81, height: 31 }, confidence: 0, text: "System" },
  ]);
});

test("skips rows that are not words", () => {
  expect(wordsOf("")).toEqual([]);
  expect(wordsOf(`${heading}\n5\t1\t1\t1\t1\t1\t1\t1\t9\t9\t95\t  \n5\t1\t1\nEstimating resolution`)).toEqual([]);
});
