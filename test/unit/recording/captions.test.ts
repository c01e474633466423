import fc from "fast-check";
import { expect, test } from "vitest";
import { captionCues, webVtt } from "../../../src/recording/captions.ts";

const step = (title: string, start: number, end: number) => ({ title, start, end });

test("consecutive steps become consecutive cues", () => {
  expect(captionCues([step("one", 0, 1), step("two", 1, 2.5), step("three", 4, 5)])).toEqual([
    { start: 0, end: 1, text: "one" },
    { start: 1, end: 2.5, text: "two" },
    { start: 4, end: 5, text: "three" },
  ]);
});

test("of nested steps, the innermost is shown, then the outer one again", () => {
  const steps = [step("outer", 0, 10), step("inner", 2, 6), step("innermost", 3, 4), step("at the end", 8, 10)];
  expect(captionCues(steps)).toEqual([
    { start: 0, end: 2, text: "outer" },
    { start: 2, end: 3, text: "inner" },
    { start: 3, end: 4, text: "innermost" },
    { start: 4, end: 6, text: "inner" },
    { start: 6, end: 8, text: "outer" },
    { start: 8, end: 10, text: "at the end" },
  ]);
});

test("overlapping steps: the later one keeps its time", () => {
  expect(captionCues([step("first", 0, 3), step("second", 2, 5)])).toEqual([
    { start: 0, end: 2, text: "first" },
    { start: 2, end: 5, text: "second" },
  ]);
});

test("consecutive steps with the same title stay two cues", () => {
  expect(captionCues([step("again", 0, 1), step("again", 1, 2)])).toHaveLength(2);
});

test("cues never overlap, are in order, and cover exactly the time of the steps", () => {
  const time = fc.integer({ min: 0, max: 20 });
  const anyStep = fc.tuple(time, time).map(([start, length]) => step("step", start, start + length));
  fc.assert(
    fc.property(fc.array(anyStep), (unsorted) => {
      const steps = unsorted.toSorted((a, b) => a.start - b.start);
      const cues = captionCues(steps);
      for (const [index, cue] of cues.entries()) {
        expect(cue.end).toBeGreaterThan(cue.start);
        expect(cue.start).toBeGreaterThanOrEqual(cues[index - 1]?.end ?? 0);
      }
      for (let second = 0; second < 40; second++) {
        const inside = (part: { start: number; end: number }) => part.start <= second && part.end > second;
        expect(cues.some(inside)).toBe(steps.some(inside));
      }
    }),
  );
});

test("a file has the signature, times with hours, and a blank line between cues", () => {
  expect(
    webVtt([
      { start: 0, end: 1.5, text: "Open the menu" },
      { start: 3725.0204, end: 360_000, text: "Wait" },
    ]),
  ).toBe(
    [
      "WEBVTT",
      "",
      "00:00:00.000 --> 00:00:01.500",
      "Open the menu",
      "",
      "01:02:05.020 --> 100:00:00.000",
      "Wait",
      "",
    ].join("\n"),
  );
});

test("escapes markup, time lines and blank lines", () => {
  const [, , , text] = webVtt([{ start: 0, end: 1, text: " a <b> & \n\n 00:01 --> 00:02 \0\r\n" }]).split("\n");
  expect(text).toBe("a &lt;b&gt; &amp; 00:01 --&gt; 00:02 \u{fffd}");
});

test.for([0.0004, 0.001, 0.033])("omits a cue of %d s, which no frame of the video shows alone", (seconds) => {
  expect(webVtt([{ start: 1, end: 1 + seconds, text: "blink" }])).toBe("WEBVTT\n");
});

test("an outer step that ends just after an inner one is not shown again", () => {
  const file = webVtt(captionCues([step("outer", 0, 2.001), step("inner", 1, 2)]));
  expect(file.match(/^[a-z]+$/gm)).toEqual(["outer", "inner"]);
});
