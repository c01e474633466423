// Describes the windows of an X server as a person sees them (EWMH 1.5, ICCCM 2.0).
import { basename } from "node:path";
import type { Region } from "../../../base/geometry/region.ts";
import { oneLine } from "../../../base/text.ts";
import type { WindowState } from "../window-system.ts";
import { type Answer, numbersIn, type Property, type RawWindow, textsIn } from "./answer.ts";

/** The types of what a taskbar shows, and of dialogs: the desktop, panels, menus and notes are others. */
const windowTypes = ["_NET_WM_WINDOW_TYPE_NORMAL", "_NET_WM_WINDOW_TYPE_DIALOG", "_NET_WM_WINDOW_TYPE_UTILITY"];

/** WM_STATE of a window that is an icon (ICCCM 4.1.3.1). */
const iconicState = 3;

/** The flag of WM_NORMAL_HINTS that its width and height increments are set, and their index (ICCCM 4.1.2.3). */
const increments = { flag: 64, index: 9 };

/** The kernel's limit for the name of a process, in bytes: longer ones are cut (proc(5)). */
const longestComm = 15;

/** The windows that a taskbar shows, and dialogs; the oldest first. */
export function windowsIn({ active, windows }: Answer): WindowState[] {
  return windows.filter(isWindow).map((window) => ({ ...describe(window), active: window.id === active }));
}

/** The widths of what lies around a client area, in pixels. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A window's place: its client area with the frame of the window manager, without a shadow that GTK has drawn. */
export function placeOf({ client, properties }: Pick<RawWindow, "client" | "properties">): Region {
  const frame = margins(properties.get("_NET_FRAME_EXTENTS"));
  const shadow = margins(properties.get("_GTK_FRAME_EXTENTS"));
  return {
    x: client.x - frame.left + shadow.left,
    y: client.y - frame.top + shadow.top,
    width: Math.max(1, client.width + frame.left + frame.right - shadow.left - shadow.right),
    height: Math.max(1, client.height + frame.top + frame.bottom - shadow.top - shadow.bottom),
  };
}

function isWindow({ properties }: RawWindow): boolean {
  const types = textsIn(properties.get("_NET_WM_WINDOW_TYPE"));
  if (types.length > 0 && !types.some((type) => windowTypes.includes(type))) return false;
  return isDialog(properties) || !statesOf(properties).includes("SKIP_TASKBAR");
}

function isDialog(properties: RawWindow["properties"]): boolean {
  const types = textsIn(properties.get("_NET_WM_WINDOW_TYPE"));
  const isOwned = ownerOf(properties) !== undefined;
  return isOwned || types.includes("_NET_WM_WINDOW_TYPE_DIALOG") || statesOf(properties).includes("MODAL");
}

/** The names of its states, without `_NET_WM_STATE_`. */
function statesOf(properties: RawWindow["properties"]): string[] {
  return textsIn(properties.get("_NET_WM_STATE")).map((state) => state.replace(/^_NET_WM_STATE_/, ""));
}

function maximisedOf(states: readonly string[]): Pick<WindowState, "maximised" | "halfMaximised"> {
  const [horizontally, vertically] = ["MAXIMIZED_HORZ", "MAXIMIZED_VERT"].map((state) => states.includes(state));
  if (horizontally && vertically) return { maximised: true, halfMaximised: undefined };
  return { maximised: false, halfMaximised: horizontally ? "horizontally" : vertically ? "vertically" : undefined };
}

function describe(window: RawWindow): Omit<WindowState, "active"> {
  const { id, properties } = window;
  const states = statesOf(properties);
  const [instance = "", group = instance] = textsIn(properties.get("WM_CLASS"));
  return {
    id,
    title: titleOf(properties),
    program: oneLine(programOf(window) ?? instance),
    class: oneLine(group),
    pid: numbersIn(properties.get("_NET_WM_PID"))[0],
    minimised: numbersIn(properties.get("WM_STATE"))[0] === iconicState || states.includes("HIDDEN"),
    ...maximisedOf(states),
    fullscreen: states.includes("FULLSCREEN"),
    place: placeOf(window),
    owner: ownerOf(properties),
    dialog: isDialog(properties),
    step: stepOf(properties.get("WM_NORMAL_HINTS")),
  };
}

function titleOf(properties: RawWindow["properties"]): string {
  return oneLine(textsIn(properties.get("_NET_WM_NAME") ?? properties.get("WM_NAME"))[0] ?? "");
}

/** A script has its interpreter as executable, and its own name as that of the process. */
function programOf({ program }: RawWindow): string | undefined {
  if (program === undefined) return undefined;
  const file = basename(program.exe).replace(/ \(deleted\)$/, "");
  const isCut = Buffer.byteLength(program.comm) >= longestComm && file.startsWith(program.comm);
  return isCut ? file : program.comm;
}

function ownerOf(properties: RawWindow["properties"]): string | undefined {
  const [owner = 0] = numbersIn(properties.get("WM_TRANSIENT_FOR"));
  return owner === 0 ? undefined : String(owner);
}

function stepOf(hints: Property | undefined): WindowState["step"] {
  const numbers = numbersIn(hints);
  const isSet = ((numbers[0] ?? 0) & increments.flag) !== 0;
  const [width = 1, height = 1] = isSet ? numbers.slice(increments.index) : [];
  return { width: Math.max(1, width), height: Math.max(1, height) };
}

function margins(property: Property | undefined): Margins {
  const [left = 0, right = 0, top = 0, bottom = 0] = numbersIn(property);
  return { left, right, top, bottom };
}
