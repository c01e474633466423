import { expect, test } from "vitest";
import { checkMove, checkWheel, type MoveOptions } from "../../../../src/input/pointer/options.ts";

test.for<MoveOptions>([
  {},
  { duration: 0 },
  { duration: 60_000 },
  { steps: 0 },
  { steps: 10_000 },
  { duration: undefined } as never,
])("a movement takes %o", (options) => {
  expect(() => checkMove(options)).not.toThrow();
});

test.for<[MoveOptions, string]>([
  [{ duration: -1 }, "duration"],
  [{ duration: 60_001 }, "duration"],
  [{ duration: Number.NaN }, "duration"],
  [{ duration: "500" as never }, "duration"],
  [{ steps: -1 }, "steps"],
  [{ steps: 10_001 }, "steps"],
  [{ steps: null as never }, "steps"],
])("a movement does not take %o", ([options, name]) => {
  const headline = expect.stringContaining(`option ${name} of the mouse`);
  expect(() => checkMove(options)).toThrow(expect.objectContaining({ code: "OPTION", headline }));
});

test("a duration that was most likely meant in seconds is refused", () => {
  expect(() => checkMove({ duration: 0.5 })).toThrow(expect.objectContaining({ code: "OPTION" }));
});

test("the wheel turns a whole number of notches, in either direction", () => {
  for (const notches of [0, 1, -1000, 1000]) expect(() => checkWheel(notches, {})).not.toThrow();
  for (const notches of [0.5, 1001, -1001, Number.NaN, "3" as never]) {
    const headline = expect.stringContaining("option notches of mouse.wheel");
    expect(() => checkWheel(notches, {})).toThrow(expect.objectContaining({ code: "OPTION", headline }));
  }
});

test("the delay between two notches is at most 10 s", () => {
  for (const delay of [0, 60, 10_000]) expect(() => checkWheel(1, { delay })).not.toThrow();
  for (const delay of [-1, 10_001, Number.NaN]) {
    const headline = expect.stringContaining("option delay of mouse.wheel");
    expect(() => checkWheel(1, { delay })).toThrow(expect.objectContaining({ code: "OPTION", headline }));
  }
});
