// The handle of one window: its properties as of the last look, and what can be done to it.
import { checkNumber } from "../../base/check.ts";
import { around, clipped, type Region, type Size } from "../../base/geometry/region.ts";
import type { Actor } from "../../base/journal/actor.ts";
import type { ActionDetails } from "../../base/journal/kinds.ts";
import type { WindowState } from "../../guest/windows/window-system.ts";
import { close, focus, maximise, minimise, restore, setPlace } from "./actions.ts";
import { Desktop, type DesktopAccess, defaultLimitMs, stillOpen, type WindowOptions } from "./desktop.ts";
import { named, notDone } from "./errors.ts";

/** The kinds of actions on a window. */
type WindowActionKind = Extract<keyof ActionDetails, `window.${string}`>;

/** Changes a window on a desktop; returns what it is then, or undefined if it is gone. */
type Change = (desktop: Desktop, now: WindowState) => Promise<WindowState | undefined>;

/** What a handle needs of its VM. */
export interface WindowContext {
  readonly access: DesktopAccess;
  readonly actor: Actor;
}

/** The largest coordinate of the X11 protocol: 16 bits with a sign. */
const largest = 32_767;

/**
 * A window of the guest. Its properties are those of the moment in which it was found, refreshed or changed by this
 * handle. All places are pixels of the screen, all times milliseconds.
 */
export class GuestWindow implements WindowState {
  declare readonly id: string;
  /** The title on one line. Text of the guest: data, never markup. */
  declare readonly title: string;
  /** The name of the program, such as `mousepad`; empty if it is unknown. */
  declare readonly program: string;
  /** The name under which the desktop groups the program's windows, such as `Mousepad`. */
  declare readonly class: string;
  /** The program's process in the guest. */
  declare readonly pid: number | undefined;
  /** Whether it has the keyboard focus. */
  declare readonly active: boolean;
  declare readonly minimised: boolean;
  /** In both directions. */
  declare readonly maximised: boolean;
  /** The one direction in which it is maximised, if it is not {@link maximised}. */
  declare readonly halfMaximised: "horizontally" | "vertically" | undefined;
  declare readonly fullscreen: boolean;
  /** What one sees of it, with its title bar and without its shadow; it may exceed the screen. */
  declare readonly place: Region;
  /** The `id` of the window that a dialog belongs to. */
  declare readonly owner: string | undefined;
  /** Whether it asks or tells something beside the program's windows. */
  declare readonly dialog: boolean;
  /** Steps in which its size changes: the size of a character in a terminal. */
  declare readonly step: Size;
  readonly #context: WindowContext;
  #screen: Size;

  constructor(context: WindowContext, state: WindowState, screen: Size) {
    this.#context = context;
    this.#screen = screen;
    Object.assign(this, state);
  }

  /**
   * The part of {@link place} that is on the screen, for the option `region` of searches and waits.
   *
   * @throws {WindowError} when nothing of it is on the screen, as while it is minimised
   */
  get region(): Region {
    const region = this.minimised ? undefined : clipped(this.place, this.#screen);
    if (region !== undefined) return region;
    throw notDone(this, this.minimised ? "is minimised" : "is outside of the screen", [this], {
      next: "bring it back with its method focus, or to the screen with its method move",
    });
  }

  /**
   * Raises the window and gives it the keyboard focus; a minimised one returns. If a dialog of the window takes the
   * focus instead, that is enough.
   *
   * @throws {WindowError} when the window is closed or does not get the focus in time
   * @throws {OptionError} when an option is invalid
   * @throws {GuestError} when there is no agent, no session, or no way to its windows
   * @throws {AbortedError} when a signal ends it
   */
  async focus(options: WindowOptions = {}): Promise<void> {
    await this.#change("window.focus", {}, options, focus);
  }

  /**
   * Moves the window's {@link place}; one that is maximised, in one direction too, or minimised is restored first.
   *
   * @throws {WindowError} when the window is closed, or ends at another place
   * @throws the errors of {@link focus}
   */
  async move({ x, y }: { readonly x: number; readonly y: number }, options: WindowOptions = {}): Promise<void> {
    await this.#change("window.move", { x, y }, options, (desktop, now) => {
      const range = { of: "window.move", from: -largest, to: largest, whole: true, unit: "pixels" };
      checkNumber("x", x, range);
      checkNumber("y", y, range);
      return setPlace(desktop, now, { x, y });
    });
  }

  /**
   * Sizes the window's {@link place}, with its title bar; the upper left corner stays. A window that is maximised,
   * in one direction too, or minimised is restored first. A terminal takes the nearest size of whole characters.
   *
   * @throws {WindowError} when the window is closed, or ends with another size, such as its smallest
   * @throws the errors of {@link focus}
   */
  async resize({ width, height }: Size, options: WindowOptions = {}): Promise<void> {
    await this.#change("window.resize", { width, height }, options, (desktop, now) => {
      const range = { of: "window.resize", from: 1, to: largest, whole: true, unit: "pixels" };
      checkNumber("width", width, range);
      checkNumber("height", height, range);
      return setPlace(desktop, now, { width, height });
    });
  }

  /**
   * Maximises the window.
   *
   * @throws {WindowError} when the window is closed, or not maximised in time: its size may be fixed
   * @throws the errors of {@link focus}
   */
  async maximise(options: WindowOptions = {}): Promise<void> {
    await this.#change("window.maximise", {}, options, maximise);
  }

  /**
   * Minimises the window.
   *
   * @throws {WindowError} when the window is closed, or not minimised in time
   * @throws the errors of {@link focus}
   */
  async minimise(options: WindowOptions = {}): Promise<void> {
    await this.#change("window.minimise", {}, options, minimise);
  }

  /**
   * Brings the window back to what it was before it was maximised, made fullscreen or minimised.
   *
   * @throws {WindowError} when the window is closed, or not restored in time
   * @throws the errors of {@link focus}
   */
  async restore(options: WindowOptions = {}): Promise<void> {
    await this.#change("window.restore", {}, options, restore);
  }

  /**
   * Asks the program to close the window, as its close button does, and waits until it is gone.
   *
   * @throws {WindowError} when it is still there: at once when it shows a dialog, such as for unsaved changes
   * @throws the errors of {@link focus}
   */
  async close(options: WindowOptions = {}): Promise<void> {
    await this.#change("window.close", {}, options, async (desktop, now) => void (await close(desktop, now)));
  }

  /**
   * Reads the window's properties again.
   *
   * @returns this window
   * @throws {WindowError} when the window is closed
   * @throws the errors of {@link focus}
   */
  async refresh(options: WindowOptions = {}): Promise<this> {
    await this.#change("window.refresh", {}, options, async (_desktop, now) => now, false);
    return this;
  }

  async #change<K extends WindowActionKind>(
    kind: K,
    details: Omit<ActionDetails[K], "title" | "timeoutMs">,
    options: WindowOptions,
    change: Change,
    isDrawn = true,
  ): Promise<void> {
    const { access, actor } = this.#context;
    const all = { ...details, title: this.title, timeoutMs: options.timeout ?? defaultLimitMs } as ActionDetails[K];
    await actor.act({ kind, details: all }, () =>
      Desktop.during(access, `${kind} of ${named(this)}`, options, async (desktop) => {
        const before = stillOpen(await desktop.look(), this);
        const after = await change(desktop, before);
        this.#screen = desktop.screen;
        if (after !== undefined) Object.assign(this, after);
        if (isDrawn) await desktop.drawn(around(before.place, (after ?? before).place));
      }),
    );
  }
}
