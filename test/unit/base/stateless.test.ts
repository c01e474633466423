import { expect, test } from "vitest";
import { stateless, statelessFlags } from "../../../src/base/stateless.ts";

test("a pattern with g or y matches again and again, and keeps its other flags", () => {
  for (const pattern of [/notes/gi, /notes/iy]) {
    const again = stateless(pattern);
    expect([again.test("Notes"), again.test("Notes")]).toEqual([true, true]);
    expect(again.flags).toBe("i");
  }
});

test("flags are added once", () => {
  expect(statelessFlags(/a/gimy, "gm")).toBe("img");
});
