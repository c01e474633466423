import { expect, test } from "vitest";
import { imageKind } from "../../../../src/screen/targets/image.ts";
import { targetKinds } from "../../../../src/screen/targets/index.ts";
import { createFinder, isTarget, kindOf } from "../../../../src/screen/targets/kind-of.ts";
import type { LookOptions } from "../../../../src/screen/targets/look-options.ts";
import type { AnyTarget, Surroundings, TargetKind } from "../../../../src/screen/targets/target-kind.ts";
import { text, textKind } from "../../../../src/screen/targets/text.ts";
import { FakeScreen } from "../../../support/rfb/fake-screen.ts";

const region = { x: 1, y: 2, width: 3, height: 4 };

const surroundings: Surroundings = {
  screen: new FakeScreen(),
  guest: { exec: async () => ({ exitCode: 0, stdout: "", stderr: "" }) },
};

/** The options that a kind receives. */
async function optionsFor(target: LookOptions, call: LookOptions): Promise<LookOptions> {
  const given: LookOptions[] = [];
  const kind: TargetKind<AnyTarget> = {
    ...imageKind,
    kind: "noted",
    createFinder: async (_target, options) => {
      given.push(options);
      return { what: "nothing", look: async () => ({ found: undefined, best: undefined }) };
    },
    explainMiss: () => ({}),
    drawMiss: async () => undefined,
  };
  await createFinder(kind, { kind: "noted", ...target }, call, surroundings);
  return given[0] ?? {};
}

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

test("the target's options override the call's", async () => {
  const other = { x: 5, y: 6, width: 7, height: 8 };
  expect(await optionsFor({}, {})).toEqual({});
  expect(await optionsFor({}, { region, similarity: 0.9 })).toEqual({ region, similarity: 0.9 });
  expect(await optionsFor({ region, similarity: 0.01 }, { region: other, similarity: 0.9 })).toEqual({
    region,
    similarity: 0.01,
  });
});
