import { expect, test } from "vitest";
import type { AnyTarget } from "../../../../src/screen/targets/any-target.ts";
import { createFinder } from "../../../../src/screen/targets/create-finder.ts";
import { imageKind } from "../../../../src/screen/targets/image.ts";
import type { LookOptions } from "../../../../src/screen/targets/look-options.ts";
import type { Surroundings, TargetKind } from "../../../../src/screen/targets/target-kind.ts";
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
  await createFinder({ kind: "noted", ...target }, call, { ...surroundings, kinds: [kind] });
  return given[0] ?? {};
}

test("the target's options override the call's", async () => {
  const other = { x: 5, y: 6, width: 7, height: 8 };
  expect(await optionsFor({}, {})).toEqual({});
  expect(await optionsFor({}, { region, similarity: 0.9 })).toEqual({ region, similarity: 0.9 });
  expect(await optionsFor({ region, similarity: 0.01 }, { region: other, similarity: 0.9 })).toEqual({
    region,
    similarity: 0.01,
  });
});
