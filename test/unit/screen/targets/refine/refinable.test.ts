import { expect, test } from "vitest";
import { OptionError } from "../../../../../src/base/errors.ts";
import { refinable } from "../../../../../src/screen/targets/refine/refinable.ts";
import { text } from "../../../../../src/screen/targets/text.ts";

const region = { x: 0, y: 0, width: 400, height: 100 };

test("each method adds a refinement to a new target, in the order of the calls", () => {
  const name = text("Name", { language: "deu" });
  const refined = name.within(region).nth(-1).near(text("Person")).rightOf(80).leftOf(1).above(2).below(3);
  expect(refined).toMatchObject({ kind: "text", text: "Name", language: "deu" });
  expect(refined.refinements).toEqual([
    { by: "within", area: region },
    { by: "nth", index: -1 },
    { by: "near", target: text("Person") },
    { by: "rightOf", pixels: 80 },
    { by: "leftOf", pixels: 1 },
    { by: "above", pixels: 2 },
    { by: "below", pixels: 3 },
  ]);
  expect(name.refinements).toBeUndefined();
});

test("a target cannot be changed, and its data is plain", () => {
  const name = text("Name").nth(1);
  expect(Object.isFrozen(name)).toBe(true);
  expect(JSON.parse(JSON.stringify(name))).toEqual({
    kind: "text",
    text: "Name",
    refinements: [{ by: "nth", index: 1 }],
  });
});

test("targets of other kinds get the methods too", () => {
  const mail = refinable({ kind: "window", title: "Mail" });
  expect(mail.nth(0)).toMatchObject({ title: "Mail", refinements: [{ by: "nth", index: 0 }] });
});

test.each([
  () => text("a").nth(0.5),
  () => text("a").nth("1" as never),
  () => text("a").rightOf(-1),
  () => text("a").below(Number.NaN),
  () => text("a").above(undefined as never),
  () => text("a").near("b" as never),
  () => text("a").near(undefined as never),
  () => text("a").within(null as never),
  () => text("a").within({ x: 0, y: 0, width: 0, height: 4 }),
])("rejects what does not make sense: %s", (call) => {
  expect(call).toThrow(OptionError);
});
