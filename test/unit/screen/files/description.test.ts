import { expect, test } from "vitest";
import type { Frame } from "../../../../src/base/geometry/frame.ts";
import { parseDescription } from "../../../../src/screen/files/description.ts";

const path = "/demos/button.json";
const reference: Frame = { width: 100, height: 60, data: new Uint8Array(100 * 60 * 4) };

function parse(description: unknown): unknown {
  return parseDescription(JSON.stringify(description), path, reference);
}

test("a description may say everything, or nothing", () => {
  const region = { x: 0, y: 0, width: 100, height: 60 };
  const whole = { match: [region], ignore: [{ ...region, width: 1 }], similarity: 0.8, point: { x: 99, y: 59 } };
  expect(parse(whole)).toEqual(whole);
  expect(parse({})).toEqual({});
  expect([parse({ similarity: 0 }), parse({ similarity: 1 })]).toEqual([{ similarity: 0 }, { similarity: 1 }]);
});

test.for<[description: unknown, fault: string]>([
  [[], "the description is not an object"],
  [null, "the description is not an object"],
  ["button", "the description is not an object"],
  [{ Match: [] }, "the description has the unknown key Match"],
  [{ match: {} }, "match is not a list"],
  [{ ignore: "clock" }, "ignore is not a list"],
  [{ match: [{ x: 0, y: 0, width: 1, height: 1 }, null] }, "match[1] is not an object"],
  [{ match: [{ x: 0, y: 0, w: 1, height: 1 }] }, "match[0] has the unknown key w"],
  [{ ignore: [{ x: 0, y: 0, width: 101, height: 1 }] }, "ignore[0]"],
  [{ ignore: [{ x: -1, y: 0, width: 1, height: 1 }] }, "ignore[0]"],
  [{ match: [{ x: 0, y: 0, width: 1 }] }, "match[0]"],
  [{ similarity: 1.5 }, "similarity is 1.5"],
  [{ similarity: -0.1 }, "similarity is -0.1"],
  [{ similarity: "0.9" }, 'similarity is "0.9"'],
  [{ similarity: null }, "similarity is null"],
  [{ point: [1, 2] }, "point is not an object"],
  [{ point: { x: 100, y: 0 } }, "point"],
  [{ point: { x: 0.5, y: 0 } }, "point"],
  [{ point: { x: 1 } }, "point"],
  [{ point: { x: 1, y: 1, z: 1 } }, "point has the unknown key z"],
])("%j is refused with the file's name and what is wrong", ([description, fault]) => {
  const error = expect.objectContaining({ code: "OPTION", headline: expect.stringContaining(`${path}: ${fault}`) });
  expect(() => parse(description)).toThrow(error);
});

test("a file that is no JSON is refused with the reason", () => {
  expect(() => parseDescription("{ match: [] }", path, reference)).toThrow(
    expect.objectContaining({
      code: "OPTION",
      next: "correct the JSON, or remove the file",
      cause: expect.any(SyntaxError),
    }),
  );
});
