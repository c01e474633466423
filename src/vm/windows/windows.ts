// The windows of the VM's desktop: lists them, and waits for them.
import type { Actor } from "../../base/journal/actor.ts";
import type { WindowState } from "../../guest/windows/window-system.ts";
import { Desktop, type DesktopAccess, defaultLimitMs, type WindowOptions } from "./desktop.ts";
import { describePlace, notGone, notThere, notUnique } from "./errors.ts";
import { GuestWindow } from "./guest-window.ts";
import { checkQuery, describeQuery, journalled, selected, type WindowQuery } from "./query.ts";

/** Milliseconds without a change after which the window that fits counts as the answer. */
const stillMs = 250;

/** Milliseconds for which several windows must fit before that is an error: a splash screen or dialog may be closing. */
const ambiguousMs = 1000;

/** Finds the windows of the guest's desktop. All times are milliseconds. */
export class Windows {
  readonly #access: DesktopAccess;
  readonly #actor: Actor;

  constructor(access: DesktopAccess, actor: Actor) {
    this.#access = access;
    this.#actor = actor;
  }

  /**
   * Lists the windows that a taskbar shows, and dialogs; the oldest first. The desktop, panels, docks and menus are not
   * among them.
   *
   * @param query only those that fit. Default: all
   * @throws {OptionError} when the query or an option is invalid
   * @throws {GuestError} when there is no agent, no session, or no way to its windows
   * @throws {AbortedError} when a signal ends it
   */
  async list(query: WindowQuery = {}, options: WindowOptions = {}): Promise<readonly GuestWindow[]> {
    const details = { ...journalled(query), timeoutMs: options.timeout ?? defaultLimitMs };
    return this.#actor.act({ kind: "windows.list", details }, async () => {
      checkQuery(query, "windows.list");
      return Desktop.during(this.#access, "list of the windows", options, async (desktop) =>
        selected(await desktop.look(), query).map((state) => this.#handle(state, desktop)),
      );
    });
  }

  /**
   * Waits until a window is there, stands still at its place for 250 ms, and is drawn. A window that was there before
   * counts, too.
   *
   * @throws {WindowError} when it does not appear in time, or several windows fit for a second
   * @throws the errors of {@link list}
   */
  async waitFor(query: WindowQuery, options: WindowOptions = {}): Promise<GuestWindow> {
    const details = { ...journalled(query), timeoutMs: options.timeout ?? defaultLimitMs };
    return this.#actor.act({ kind: "windows.waitFor", details }, async () => {
      checkQuery(query, "windows.waitFor");
      return Desktop.during(this.#access, `wait for ${describeQuery(query)}`, options, async (desktop) => {
        const window = await found(desktop, query);
        await desktop.drawn(window.place);
        return this.#handle(window, desktop);
      });
    });
  }

  /**
   * Waits until no window fits. With `nth`, until there are too few windows that fit: they are counted in each look.
   *
   * @throws {WindowError} when one is still there
   * @throws the errors of {@link list}
   */
  async waitForGone(query: WindowQuery, options: WindowOptions = {}): Promise<void> {
    const details = { ...journalled(query), timeoutMs: options.timeout ?? defaultLimitMs };
    await this.#actor.act({ kind: "windows.waitForGone", details }, async () => {
      checkQuery(query, "windows.waitForGone");
      await Desktop.during(this.#access, `wait for the end of ${describeQuery(query)}`, options, async (desktop) => {
        const isGone = (windows: readonly WindowState[]): boolean => selected(windows, query).length === 0;
        if (await desktop.until((windows) => isGone(windows) || undefined)) return;
        throw notGone(query, await desktop.look(), desktop.limitMs);
      });
    });
  }

  #handle(state: WindowState, { screen }: Desktop): GuestWindow {
    return new GuestWindow({ access: this.#access, actor: this.#actor }, state, screen);
  }
}

/** Waits until the only window that fits stands still, and returns it. */
async function found(desktop: Desktop, query: WindowQuery): Promise<WindowState> {
  let all: readonly WindowState[] = [];
  let fitting: readonly WindowState[] = [];
  let [places, since] = ["", performance.now()];
  let ambiguousSince: number | undefined;
  await desktop.until((windows) => {
    all = windows;
    fitting = selected(windows, query);
    const time = performance.now();
    ambiguousSince = fitting.length > 1 ? (ambiguousSince ?? time) : undefined;
    if (ambiguousSince !== undefined) {
      places = "";
      return time - ambiguousSince >= ambiguousMs || undefined;
    }
    const now = fitting.map(({ id, place }) => `${id}: ${describePlace(place)}`).join();
    if (now !== places) [places, since] = [now, time];
    return (fitting.length > 0 && time - since >= stillMs) || undefined;
  });
  const [window] = fitting;
  if (window === undefined) throw notThere(query, all, desktop.limitMs);
  if (fitting.length > 1) throw notUnique(query, fitting, all);
  return window;
}
