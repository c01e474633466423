import { expect, test, vi } from "vitest";
import { actionPlace, type Locate, type PointTarget, resolvePoint } from "../../../../src/input/pointer/target.ts";
import type { Match } from "../../../../src/screen/targets/finder.ts";
import { text } from "../../../../src/screen/targets/text.ts";

const screen = { width: 1280, height: 800 };
const region = { x: 100, y: 50, width: 41, height: 20 };

function found(match: Partial<Match>): Locate {
  return async () => ({ region, similarity: 1, ...match }) as Match;
}

const none: Locate = () => Promise.reject(new Error("nothing is to be found"));

test("a pixel is itself, rounded, and nothing is searched for", async () => {
  expect(await resolvePoint({ x: 10.4, y: 20.5 }, screen, none)).toEqual({ x: 10, y: 21 });
});

test("a target is found, and stands for its centre", async () => {
  const locate = vi.fn<Locate>(found({}));
  const save = text("Save");
  expect(await resolvePoint(save, screen, locate)).toEqual({ x: 120, y: 60 });
  expect(locate.mock.calls).toEqual([[save]]);
});

test("a target with a point of its own stands for that", async () => {
  expect(await resolvePoint(text("Save"), screen, found({ point: { x: 101, y: 51 } }))).toEqual({ x: 101, y: 51 });
});

test("a position counts from the corner of a target's place, and may be outside of it", async () => {
  const at = found({ point: { x: 101, y: 51 } });
  expect(await resolvePoint(text("Save"), screen, at, { x: 3, y: 4 })).toEqual({ x: 103, y: 54 });
  expect(await resolvePoint(text("Save"), screen, at, { x: 61.5, y: -10 })).toEqual({ x: 162, y: 40 });
  await expect(resolvePoint(text("Save"), screen, at, { x: -101, y: 0 })).rejects.toThrow("(-1, 50) is not on");
});

test("a target that is not found fails with the search's error", async () => {
  await expect(resolvePoint(text("Save"), screen, none)).rejects.toThrow("nothing is to be found");
});

test("the corners are on the screen", async () => {
  for (const corner of [
    { x: 0, y: 0 },
    { x: 1279, y: 799 },
    { x: -0.4, y: 799.4 },
  ]) {
    await expect(resolvePoint(corner, screen, none)).resolves.toBeDefined();
  }
});

test.for<unknown>([
  { x: 1280, y: 0 },
  { x: 0, y: 800 },
  { x: -1, y: 0 },
  { x: 0, y: -0.6 },
  { x: Number.NaN, y: 0 },
  { x: Number.POSITIVE_INFINITY, y: 0 },
  { x: 5 },
  {},
  undefined,
  null,
])("%o is refused with the places that there are", async (place) => {
  await expect(resolvePoint(place as PointTarget, screen, none)).rejects.toMatchObject({
    code: "OPTION",
    headline: expect.stringMatching(/is not on the screen of 1280x800 pixels$/),
    next: "give x from 0 to 1279 and y from 0 to 799, in pixels",
  });
});

test("the journal has a pixel as a point, a target as what it is, and nothing for none", () => {
  expect(actionPlace({ x: 3, y: 4 })).toEqual({ kind: "point", x: 3, y: 4 });
  expect(actionPlace(text("Save"))).toMatchObject({ kind: "text", text: "Save" });
  expect(actionPlace(undefined)).toBeUndefined();
});
