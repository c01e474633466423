import { expect, test } from "vitest";
import type { WindowState } from "../../../../../src/guest/windows/window-system.ts";
import { parseAnswer } from "../../../../../src/guest/windows/x11/answer.ts";
import { windowsIn } from "../../../../../src/guest/windows/x11/describe.ts";
import { printed, type ScriptedWindow } from "../../../../support/windows/scripted.ts";

const client = { x: 100, y: 50, width: 640, height: 480 };

function described(windows: ScriptedWindow[], more = ""): WindowState[] {
  return windowsIn(parseAnswer(`${printed({ windows, active: 1 })}${more}`));
}

function one(window: Partial<ScriptedWindow>, more?: string): WindowState | undefined {
  return described([{ id: 1, title: "One", client, ...window }], more)[0];
}

test("the desktop, panels, menus and what skips the taskbar are no windows; dialogs are", () => {
  const types = ["DESKTOP", "DOCK", "NORMAL", "DIALOG", "UTILITY", "SPLASH", "NOTIFICATION", "TOOLBAR"];
  const windows = types.map((type, index) => ({ id: index + 1, title: type, type, client }));
  expect(described(windows).map(({ title }) => title)).toEqual(["NORMAL", "DIALOG", "UTILITY"]);
  expect(one({ states: ["SKIP_TASKBAR"] })).toBeUndefined();
  expect(one({ states: ["SKIP_TASKBAR"], type: "DIALOG" })).toBeDefined();
  expect(one({ states: ["SKIP_TASKBAR"], owner: 2 })).toMatchObject({ owner: "2" });
});

test("the place has the frame of the window manager, and not the shadow of the program", () => {
  expect(one({})?.place).toEqual(client);
  expect(one({ frame: 5 })?.place).toEqual({ x: 95, y: 45, width: 650, height: 490 });
  expect(one({ shadow: 20 })?.place).toEqual({ x: 120, y: 70, width: 600, height: 440 });
  expect(one({ shadow: 4000 })?.place).toMatchObject({ width: 1, height: 1 });
});

test("the states of a window", () => {
  expect(one({})).toMatchObject({ active: true, minimised: false, maximised: false, fullscreen: false });
  expect(one({ id: 2 })).toMatchObject({ active: false });
  expect(one({ isIcon: true })).toMatchObject({ minimised: true });
  expect(one({ states: ["HIDDEN"] })).toMatchObject({ minimised: true });
  expect(one({})).toMatchObject({ halfMaximised: undefined, dialog: false });
  expect(one({ states: ["MAXIMIZED_VERT"] })).toMatchObject({ maximised: false, halfMaximised: "vertically" });
  expect(one({ states: ["MAXIMIZED_HORZ"] })).toMatchObject({ maximised: false, halfMaximised: "horizontally" });
  expect(one({ states: ["MAXIMIZED_VERT", "MAXIMIZED_HORZ", "FULLSCREEN"] })).toMatchObject({
    maximised: true,
    halfMaximised: undefined,
    fullscreen: true,
  });
});

test("dialogs by their type, their owner, or because they are modal", () => {
  for (const window of [
    { type: "DIALOG" },
    { owner: 2 },
    { states: ["MODAL"] },
    { states: ["MODAL", "SKIP_TASKBAR"] },
  ]) {
    expect(one(window)).toMatchObject({ dialog: true });
  }
});

test("a terminal's steps", () => {
  expect(one({})?.step).toEqual({ width: 1, height: 1 });
  expect(one({ step: 0 })?.step).toEqual({ width: 1, height: 1 });
  expect(one({ step: 9 })?.step).toEqual({ width: 9, height: 9 });
});

test("titles are one line, whatever the guest sends", () => {
  expect(one({ title: "a\nb\u001b[31m\u0007c  d" })?.title).toBe("a b\ufffd[31m\ufffdc d");
});

test("programs: a script by its own name, a long name whole, none at all", () => {
  const program = (comm: string, exe: string): string => `program 1 ${hexadecimal(comm)} ${hexadecimal(exe)}\n`;
  expect(one({}, program("catfish", "/usr/bin/python3.11"))?.program).toBe("catfish");
  expect(one({}, program("gnome-terminal-", "/usr/libexec/gnome-terminal-server"))?.program).toBe(
    "gnome-terminal-server",
  );
  expect(one({}, program("a-very-long-nam", "/usr/bin/python3"))?.program).toBe("a-very-long-nam");
  expect(one({ program: "xeyes" })).toMatchObject({ program: "xeyes", class: "xeyes-class", pid: undefined });
  expect(one({})).toMatchObject({ program: "", class: "" });
});

function hexadecimal(text: string): string {
  return Buffer.from(text).toString("hex");
}
