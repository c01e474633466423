import { expect, test } from "vitest";
import { checkPosition, checkWay, checkWheel, type WayOptions } from "../../../../src/input/pointer/options.ts";

test.for<WayOptions>([
  {},
  { duration: 0 },
  { duration: 60_000 },
  { steps: 0 },
  { steps: 10_000 },
  { path: "straight" },
  { path: "curved", through: [] },
  { duration: undefined } as never,
])("a movement takes %o", (options) => {
  expect(() => checkWay(options)).not.toThrow();
});

test.for<[WayOptions, string]>([
  [{ duration: -1 }, "duration"],
  [{ duration: 60_001 }, "duration"],
  [{ duration: Number.NaN }, "duration"],
  [{ duration: "500" as never }, "duration"],
  [{ steps: -1 }, "steps"],
  [{ steps: 10_001 }, "steps"],
  [{ steps: null as never }, "steps"],
  [{ path: "round" as never }, "path"],
  [{ through: { x: 1, y: 2 } as never }, "through"],
])("a movement does not take %o", ([options, name]) => {
  const headline = expect.stringContaining(`option ${name} of the mouse`);
  expect(() => checkWay(options)).toThrow(expect.objectContaining({ code: "OPTION", headline }));
});

test("a duration that was most likely meant in seconds is refused", () => {
  expect(() => checkWay({ duration: 0.5 })).toThrow(expect.objectContaining({ code: "OPTION" }));
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

test("a position is a pixel from the corner of a target, on either side of it", () => {
  for (const position of [undefined, { x: 0, y: 0 }, { x: -5, y: 0.5 }]) {
    expect(() => checkPosition("position", position, true)).not.toThrow();
  }
  for (const position of [{ x: 1 }, { x: Number.NaN, y: 1 }, { x: 1, y: "2" }, {}, null]) {
    const headline = "option fromPosition of the mouse is not a pixel";
    expect(() => checkPosition("fromPosition", position as never, true)).toThrow(
      expect.objectContaining({ code: "OPTION", headline }),
    );
  }
});

test("a position needs a target", () => {
  expect(() => checkPosition("position", { x: 1, y: 2 }, false)).toThrow("option position of the mouse needs a target");
});
