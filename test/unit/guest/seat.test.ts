import { expect, test } from "vitest";
import { parseSession } from "../../../src/guest/seat.ts";

test.each([
  ["the desktop", "Name=demo\nClass=user\nLockedHint=no\nDisplay=1\n", ["demo", false, false, "1"]],
  ["a locked desktop", "Name=demo\nClass=user\nLockedHint=yes\nDisplay=2\n", ["demo", false, true, "2"]],
  [
    "a login screen before it",
    "Name=lightdm\nClass=greeter\nLockedHint=no\nDisplay=1\n",
    ["lightdm", true, false, "1"],
  ],
  ["a login screen, nobody logged in", "Name=gdm\nClass=greeter\nLockedHint=no\n", ["gdm", true, false, ""]],
  ["a text console", "Display=1\n", ["", false, false, "1"]],
  ["nothing", "", ["", false, false, ""]],
])("%s", (_name, text, expected) => {
  const { shown, greeter, locked, own } = parseSession(text);
  expect([shown, greeter, locked, own]).toEqual(expected);
});
