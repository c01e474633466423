import { expect, test } from "vitest";
import { Chapters, chapterMetadata } from "../../../src/recording/chapters.ts";

test("chapters end when told to, or with the video", () => {
  const chapters = new Chapters();
  const endOpen = chapters.begin("Open the menu", 0.5);
  chapters.begin("Wait", 2);
  endOpen(1.5);
  endOpen(9);
  expect(chapters.all(3)).toEqual([
    { title: "Open the menu", start: 0.5, end: 1.5 },
    { title: "Wait", start: 2, end: 3 },
  ]);
});

test("chapters stay within the video", () => {
  const chapters = new Chapters();
  chapters.begin("late", 5)(7);
  expect(chapters.all(3)).toEqual([{ title: "late", start: 3, end: 3 }]);
});

test("times are rounded to the millisecond", () => {
  const chapters = new Chapters();
  chapters.begin("first", 1 / 3)(2 / 3);
  chapters.begin("last", 1);
  expect(chapters.all(1051 / 30)).toEqual([
    { title: "first", start: 0.333, end: 0.667 },
    { title: "last", start: 1, end: 35.033 },
  ]);
});

test("ffmpeg reads titles unchanged on one line, and chapters in sequence", () => {
  const chapters = [
    { title: "a=b; #1 \\ two\nlines ", start: 0, end: 2 },
    { title: "within", start: 1.0005, end: 1.5 },
  ];
  expect(chapterMetadata(chapters)).toBe(`;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=0
END=1001
title=a\\=b\\; \\#1 \\\\ two lines
[CHAPTER]
TIMEBASE=1/1000
START=1001
END=1500
title=within
`);
});
