import { expect, test } from "vitest";
import { FirstChanges } from "../../../src/screen/first-changes.ts";
import { type Colour, colourAt, FakeScreen } from "../../support/rfb/fake-screen.ts";

const [red, green, black]: readonly Colour[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 0],
] as const;

test("keeps the first change of each pixel", () => {
  const screen = new FakeScreen();
  using changes = new FirstChanges(screen, screen.snapshot());
  screen.paint({ x: 10, y: 10, width: 5, height: 5, colour: red as Colour });
  screen.paint({ x: 12, y: 10, width: 5, height: 5, colour: green as Colour });
  screen.paint({ x: 10, y: 10, width: 5, height: 5, colour: black as Colour });
  expect([9, 10, 12, 14, 15, 16, 17].map((x) => colourAt(changes.frame, x, 12))).toEqual([
    black,
    red,
    red,
    red,
    green,
    green,
    black,
  ]);
});

test("starts anew when the screen gets another size", () => {
  const screen = new FakeScreen();
  using changes = new FirstChanges(screen, screen.snapshot());
  screen.resize(50, 40);
  screen.paint({ x: 0, y: 0, width: 50, height: 40, colour: red as Colour });
  expect(changes.frame).toMatchObject({ width: 50, height: 40 });
  expect(colourAt(changes.frame, 1, 1)).toEqual(black);
});

test("stops with its disposal", () => {
  const screen = new FakeScreen();
  new FirstChanges(screen, screen.snapshot())[Symbol.dispose]();
  expect(screen.listeners).toBe(0);
});
