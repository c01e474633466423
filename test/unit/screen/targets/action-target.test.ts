import { expect, test } from "vitest";
import { actionTarget } from "../../../../src/screen/targets/action-target.ts";
import { text } from "../../../../src/screen/targets/text.ts";
import { window } from "../../../support/guests/window-target.ts";

test.each([
  [text("Done"), { kind: "text", text: "Done" }],
  [text(/^done/i), { kind: "text", pattern: "/^done/i" }],
  [
    { kind: "image", path: "/menu.png" },
    { kind: "image", path: "/menu.png" },
  ],
  [
    { kind: "screen", name: "desktop", path: "/desktop.png", ignore: [] },
    { kind: "screen", name: "desktop", path: "/desktop.png" },
  ],
  [window("Mail"), { kind: "other", name: "window" }],
  [undefined, undefined],
] as const)("records %j as %j", (target, kept) => {
  expect(actionTarget(target)).toEqual(kept);
});

test("the refinements of a target are data too", () => {
  const region = { x: 0, y: 0, width: 40, height: 10 };
  const target = text("Delete")
    .near(text(/report/))
    .within(region)
    .within(text("Files"))
    .nth(1)
    .rightOf(80);
  expect(actionTarget(target)).toEqual({
    kind: "text",
    text: "Delete",
    refinements: [
      { by: "near", target: { kind: "text", pattern: "/report/" } },
      { by: "within", area: region },
      { by: "within", area: { kind: "text", text: "Files" } },
      { by: "nth", index: 1 },
      { by: "rightOf", pixels: 80 },
    ],
  });
});
