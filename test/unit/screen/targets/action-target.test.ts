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
