// The windows of an X11 desktop, by the messages that its window manager takes (EWMH 1.5, ICCCM 2.0).
import type { Region } from "../../base/geometry/region.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../agent.ts";
import { displayOf, type XDisplay } from "../x11/display.ts";
import { runOnDisplay } from "../x11/run.ts";
import type { WindowState, WindowSystem, WindowSystemKind } from "./window-system.ts";
import { type Answer, parseAnswer } from "./x11/answer.ts";
import { placeOf, windowsIn } from "./x11/describe.ts";
import { windowsExit, windowsProgram } from "./x11/script.ts";

/** X11, with any window manager that follows EWMH. */
export const x11: WindowSystemKind = {
  name: "X11",
  systemOf: (session) => {
    const display = displayOf(session);
    return typeof display === "string" ? undefined : new X11Windows(session.agent, display);
  },
};

/** A message to the window manager: a window, the message's name, and up to five numbers or names of atoms. */
type Message = readonly [window: string, name: string, ...data: readonly (string | number)[]];

/** The source indication of a pager, which acts for the user: no window manager refuses it (EWMH, "_NET_ACTIVE_WINDOW"). */
const pager = 2;

/** _NET_WM_STATE: removes or adds a state. */
const stateAction = { remove: 0, add: 1 };

/** WM_CHANGE_STATE: to become an icon (ICCCM 4.1.4). */
const iconicState = 3;

/** _NET_MOVERESIZE_WINDOW: x, y, width and height are those of the client area (StaticGravity), and all of them count. */
const wholeClientArea = 10 | (0b1111 << 8) | (pager << 12);

const failure = "the windows of the guest's desktop cannot be read";

const nextSteps = {
  [windowsExit.noManager]: "start a window manager that follows EWMH in the session, such as xfwm4, Mutter or Openbox",
};

class X11Windows implements WindowSystem {
  readonly #agent: GuestAgent;
  readonly #display: XDisplay;

  constructor(agent: GuestAgent, display: XDisplay) {
    this.#agent = agent;
    this.#display = display;
  }

  async list(deadline: Deadline): Promise<readonly WindowState[]> {
    return windowsIn(await this.#ask([], deadline));
  }

  async activate({ id }: WindowState, deadline: Deadline): Promise<void> {
    await this.#ask([[id, "_NET_ACTIVE_WINDOW", pager]], deadline);
  }

  async setPlace({ id }: WindowState, place: Region, deadline: Deadline): Promise<void> {
    const window = (await this.#ask([], deadline)).windows.find((one) => one.id === id);
    if (window === undefined) return;
    const { client } = window;
    const now = placeOf(window);
    const x = client.x + place.x - now.x;
    const y = client.y + place.y - now.y;
    const width = Math.max(1, client.width + place.width - now.width);
    const height = Math.max(1, client.height + place.height - now.height);
    await this.#ask([[id, "_NET_MOVERESIZE_WINDOW", wholeClientArea, x, y, width, height]], deadline);
  }

  async maximise({ id }: WindowState, deadline: Deadline): Promise<void> {
    await this.#ask([maximised(id, stateAction.add)], deadline);
  }

  async unmaximise({ id }: WindowState, deadline: Deadline): Promise<void> {
    const fullscreen: Message = [id, "_NET_WM_STATE", stateAction.remove, "_NET_WM_STATE_FULLSCREEN", 0, pager];
    await this.#ask([fullscreen, maximised(id, stateAction.remove)], deadline);
  }

  async minimise({ id }: WindowState, deadline: Deadline): Promise<void> {
    await this.#ask([[id, "WM_CHANGE_STATE", iconicState]], deadline);
  }

  async close({ id }: WindowState, deadline: Deadline): Promise<void> {
    await this.#ask([[id, "_NET_CLOSE_WINDOW", 0, pager]], deadline);
  }

  /** Sends messages, and returns the windows as they are right after that. */
  async #ask(messages: readonly Message[], deadline: Deadline): Promise<Answer> {
    const program = { code: windowsProgram, args: messages.flatMap(words), failure, nextSteps };
    return parseAnswer(await runOnDisplay(this.#agent, this.#display, program, deadline));
  }
}

function maximised(id: string, action: number): Message {
  return [id, "_NET_WM_STATE", action, "_NET_WM_STATE_MAXIMIZED_VERT", "_NET_WM_STATE_MAXIMIZED_HORZ", pager];
}

/** The seven words of a message; numbers below 0 as the 32 bits that the protocol has for them. */
function words([window, name, ...data]: Message): string[] {
  const five = [...data, 0, 0, 0, 0, 0].slice(0, 5);
  return [window, name, ...five.map((word) => String(typeof word === "number" ? word >>> 0 : word))];
}
