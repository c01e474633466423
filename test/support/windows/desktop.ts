// A desktop of scripted windows, whose window manager does what it is asked.
import { expect } from "vitest";
import { DemotoolError } from "../../../src/base/errors.ts";
import type { GuestWindow } from "../../../src/vm/windows/guest-window.ts";
import { type ScriptedWindow, type ScriptedX, scriptedWindows } from "./scripted.ts";

/** The client area of the windows. */
export const client = { x: 100, y: 50, width: 640, height: 480 };
/** A window of the program `editor`. */
export const one: ScriptedWindow = { id: 1, title: "One - Editor", program: "editor", pid: 10, client };
/** Another one. */
export const two: ScriptedWindow = { id: 2, title: "Two - Editor", program: "editor", pid: 10, client };
/** A window of another program. */
export const files: ScriptedWindow = { id: 3, title: "“Notes”  2024", program: "files", pid: 11, client };

/** A window manager that does what it is asked, to copies of the windows. */
export function desktop(windows: readonly ScriptedWindow[], more: Partial<ScriptedX> = {}): ScriptedX {
  const x: ScriptedX = {
    active: 1,
    windows: windows.map((window) => ({ ...window, states: [] })),
    onMessage([id, name, ...data]) {
      const window = x.windows.find((one) => one.id === id);
      if (window === undefined) return;
      if (name === "_NET_ACTIVE_WINDOW") {
        window.isIcon = false;
        x.active = id;
      }
      if (name === "WM_CHANGE_STATE") window.isIcon = true;
      if (name === "_NET_CLOSE_WINDOW") x.windows.splice(x.windows.indexOf(window), 1);
      if (name === "_NET_WM_STATE") window.states = data[0] === "1" ? ["MAXIMIZED_VERT", "MAXIMIZED_HORZ"] : [];
      if (name !== "_NET_MOVERESIZE_WINDOW") return;
      const [left = 0, top = 0, width = 0, height = 0] = data.slice(1).map((word) => Number(word) | 0);
      window.client = { x: left, y: top, width, height };
    },
    ...more,
  };
  return x;
}

/** The error of a call that must fail. */
export async function failure(promise: Promise<unknown>): Promise<DemotoolError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DemotoolError);
  return error as DemotoolError;
}

/** The oldest window. */
export async function first(x: ScriptedX): Promise<GuestWindow> {
  const [window] = await scriptedWindows(x).list({ nth: 0 });
  if (window === undefined) throw new Error("no window");
  return window;
}
