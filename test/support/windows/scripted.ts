// A guest whose X server has scripted windows: answers as the program of src/guest/windows/x11/script.ts does.
import type { Region } from "../../../src/base/geometry/region.ts";
import { Actor } from "../../../src/base/journal/actor.ts";
import type { LiveScreen } from "../../../src/base/live-screen.ts";
import { type GuestAgent, guestAgent } from "../../../src/guest/agent.ts";
import { GuestWork } from "../../../src/guest/work.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { Windows } from "../../../src/vm/windows/windows.ts";

/** A window of the scripted X server. */
export interface ScriptedWindow {
  id: number;
  title: string;
  program?: string;
  pid?: number;
  type?: string;
  states?: string[];
  owner?: number;
  isIcon?: boolean;
  step?: number;
  /** The client area. */
  client: Region;
  /** The frame of the window manager on each side. */
  frame?: number;
  /** The shadow that the program draws on each side. */
  shadow?: number;
}

/** A message to the window manager: the window's ID, the message's name, and five numbers or names. */
export type ScriptedMessage = readonly [id: number, name: string, ...data: string[]];

/** A scripted X server and its window manager. */
export interface ScriptedX {
  active: number;
  readonly windows: ScriptedWindow[];
  /** The window manager: changes the windows. */
  onMessage(message: ScriptedMessage): void;
  /** Called before each look. */
  onLook?(): void;
  /** Set: the program exits with this code. */
  exitCode?: number;
}

/** The program's output for the windows. */
export function printed({ active, windows }: Pick<ScriptedX, "active" | "windows">): string {
  return [property(0, "_NET_ACTIVE_WINDOW", "WINDOW", card32(active)), ...windows.flatMap(printedWindow), ""].join(
    "\n",
  );
}

/** The windows of a scripted X server, as `vm.windows` has them. */
export function scriptedWindows(
  x: ScriptedX,
  options: { signal?: AbortSignal; session?: Record<string, string> } = {},
): Windows {
  const machine = {
    findAgent: async () => true,
    agent: scriptedAgent(x),
    sessions: { of: async () => options.session ?? { DISPLAY: ":0" } },
    work: new GuestWork(),
  };
  // Without a connection nothing is drawn: waits for that end at once.
  const screen = { width: 1280, height: 800 } as LiveScreen;
  const guest = () => ({ machine: machine as unknown as Machine, signal: options.signal });
  return new Windows({ guest, connect: async () => screen }, new Actor());
}

/** An agent that runs the program of the X server, and nothing else. */
export function scriptedAgent(x: ScriptedX): GuestAgent {
  let result = {};
  return guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    if (execute === "guest-exec-status") return JSON.stringify({ return: result });
    const words: string[] = given.arg.slice(6);
    const output = x.exitCode === undefined ? ran(x, words) : "reason\n";
    result = { exited: true, exitcode: x.exitCode ?? 0, "out-data": Buffer.from(output).toString("base64") };
    return JSON.stringify({ return: { pid: 1 } });
  });
}

function ran(x: ScriptedX, words: readonly string[]): string {
  x.onLook?.();
  for (let at = 0; at < words.length; at += 7) {
    const [id, name = "", ...data] = words.slice(at, at + 7);
    x.onMessage([Number(id), name, ...data]);
  }
  return printed(x);
}

function printedWindow(window: ScriptedWindow): string[] {
  const { id, title, program, pid, type = "NORMAL", states = [], owner, isIcon = false, client, step } = window;
  const { frame = 0, shadow = 0 } = window;
  const atoms = (names: readonly string[]): Buffer => Buffer.from(names.join("\0"));
  const hints = [64, ...Array.from({ length: 8 }, () => 0), step ?? 0, step ?? 0];
  return [
    `window ${id} ${client.x} ${client.y} ${client.width} ${client.height}`,
    property(id, "_NET_WM_NAME", "UTF8_STRING", Buffer.from(title)),
    property(id, "_NET_WM_WINDOW_TYPE", "ATOM", atoms([`_NET_WM_WINDOW_TYPE_${type}`])),
    property(id, "_NET_WM_STATE", "ATOM", atoms(states.map((state) => `_NET_WM_STATE_${state}`))),
    property(id, "WM_STATE", "WM_STATE", card32(isIcon ? 3 : 1, 0)),
    property(id, "_NET_FRAME_EXTENTS", "CARDINAL", card32(frame, frame, frame, frame)),
    property(id, "_GTK_FRAME_EXTENTS", "CARDINAL", card32(shadow, shadow, shadow, shadow)),
    ...(program === undefined
      ? []
      : [property(id, "WM_CLASS", "STRING", Buffer.from(`${program}\0${program}-class\0`))]),
    ...(pid === undefined ? [] : [property(id, "_NET_WM_PID", "CARDINAL", card32(pid))]),
    ...(owner === undefined ? [] : [property(id, "WM_TRANSIENT_FOR", "WINDOW", card32(owner))]),
    ...(step === undefined ? [] : [property(id, "WM_NORMAL_HINTS", "WM_SIZE_HINTS", card32(...hints))]),
  ];
}

/** A line of the program for a property. */
export function property(id: number, name: string, type: string, value: Uint8Array): string {
  return `property ${id} ${name} ${hexadecimal(Buffer.from(type))} ${hexadecimal(value)}`;
}

/** 32-bit numbers, little-endian. */
export function card32(...numbers: number[]): Buffer {
  return Buffer.from(Uint32Array.from(numbers).buffer);
}

function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex") || "-";
}
