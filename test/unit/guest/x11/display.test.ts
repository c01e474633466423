import { expect, test } from "vitest";
import { displayOf } from "../../../../src/guest/x11/display.ts";

test.each([
  [
    { DISPLAY: ":0", XAUTHORITY: "/run/keys" },
    { display: ":0", authority: "/run/keys" },
  ],
  [
    { DISPLAY: ":1", XDG_SESSION_TYPE: "x11" },
    { display: ":1", authority: "/home/ada/.Xauthority" },
  ],
  [{ DISPLAY: ":0", WAYLAND_DISPLAY: "wayland-0" }, "Wayland"],
  [{ DISPLAY: ":0", XDG_SESSION_TYPE: "wayland" }, "Wayland"],
  [{ WAYLAND_DISPLAY: "wayland-0" }, "Wayland"],
  [
    { DISPLAY: ":0", WAYLAND_DISPLAY: "" },
    { display: ":0", authority: "/home/ada/.Xauthority" },
  ],
  [{ LANG: "C" }, "no session"],
  [{}, "no session"],
])("%o", (environment, expected) => {
  expect(displayOf({ user: "ada", environment })).toEqual(expected);
});
