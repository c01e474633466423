import { expect, test } from "vitest";
import { imageKind } from "../../../../src/screen/targets/image.ts";
import { targetKinds } from "../../../../src/screen/targets/index.ts";
import { isTarget, kindOf } from "../../../../src/screen/targets/kind-of.ts";
import { text, textKind } from "../../../../src/screen/targets/text.ts";

test("every kind has a unique name", () => {
  expect(new Set(targetKinds.map(({ kind }) => kind)).size).toBe(targetKinds.length);
});

test("a target has the kind of its name", () => {
  expect(kindOf(text("Done"))).toBe(textKind);
  expect(() => kindOf(text("Done"), [imageKind])).toThrow(/"kind":"text".* is not a target/);
});

test.each([undefined, null, "menu.png", 3, { x: 1, y: 2 }, { kind: 3 }])("rejects %j as a target", (value) => {
  expect(isTarget(value)).toBe(false);
  expect(() => kindOf(value as never)).toThrow(expect.objectContaining({ code: "OPTION" }));
});
