// The interface of window systems, which index.ts lists: how the windows of one kind of desktop are read and handled.
import type { Region } from "../../base/geometry/region.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../agent.ts";
import type { DesktopUser } from "../x11/display.ts";

/** A window as its desktop describes it at one moment. */
export interface WindowState {
  /** Unique among the windows of the desktop. */
  readonly id: string;
  /** One line; text of the guest. */
  readonly title: string;
  /** The name of the program that owns the window, such as `mousepad`; empty if it is unknown. */
  readonly program: string;
  /** The name under which the desktop groups the program's windows, such as `Mousepad`. */
  readonly class: string;
  /** The program's process in the guest. */
  readonly pid: number | undefined;
  /** Whether it has the keyboard focus. */
  readonly active: boolean;
  readonly minimised: boolean;
  /** In both directions. */
  readonly maximised: boolean;
  /** The one direction in which it is maximised; undefined if it is {@link maximised} or not maximised at all. */
  readonly halfMaximised: "horizontally" | "vertically" | undefined;
  readonly fullscreen: boolean;
  /** What one sees of it, with its title bar and without its shadow, in pixels of the screen; it may exceed it. */
  readonly place: Region;
  /** The `id` of the window that a dialog belongs to. */
  readonly owner: string | undefined;
  /** Whether it asks or tells something beside the program's windows: by its type, its owner, or because it is modal. */
  readonly dialog: boolean;
  /** Steps in pixels in which its size changes: the size of a character in a terminal. Default 1 and 1. */
  readonly step: { readonly width: number; readonly height: number };
}

/** The windows of one desktop. The methods that change a window ask the desktop and do not wait for the result. */
export interface WindowSystem {
  /** The windows that a taskbar shows, and dialogs; the oldest first. */
  list(deadline: Deadline): Promise<readonly WindowState[]>;
  /** Raises the window and gives it the keyboard focus. A minimised one returns. */
  activate(window: WindowState, deadline: Deadline): Promise<void>;
  /** Changes {@link WindowState.place}, of a window that is not maximised in any direction. */
  setPlace(window: WindowState, place: Region, deadline: Deadline): Promise<void>;
  maximise(window: WindowState, deadline: Deadline): Promise<void>;
  /** Ends that the window is maximised, in one direction or both, or fullscreen. */
  unmaximise(window: WindowState, deadline: Deadline): Promise<void>;
  minimise(window: WindowState, deadline: Deadline): Promise<void>;
  /** Asks the program to close the window, as its close button does. */
  close(window: WindowState, deadline: Deadline): Promise<void>;
}

/** A desktop session and the way into its guest. */
export interface DesktopSession extends DesktopUser {
  readonly agent: GuestAgent;
}

/** A kind of window system. */
export interface WindowSystemKind {
  /** For messages, such as `X11`. */
  readonly name: string;
  /** The window system of a session; undefined if its windows are not of this kind. */
  systemOf(session: DesktopSession): WindowSystem | undefined;
}
