// What can be done to a window: each action asks the desktop, then waits until it has happened.
import type { Region } from "../../base/geometry/region.ts";
import { describeDuration } from "../../base/time/seconds.ts";
import type { WindowState } from "../../guest/windows/window-system.ts";
import { current, type Desktop, stillOpen } from "./desktop.ts";
import { describePlace, named, notDone } from "./errors.ts";

/** Milliseconds after which a place that does not change, or a dialog that stays, is the answer. */
const settledMs = 1000;

/** How often a place is set: a window manager may be off by a frame's width at first. */
const placeAttempts = 3;

/** Raises a window and gives it, or its dialog, the keyboard focus. */
export async function focus(desktop: Desktop, window: WindowState): Promise<WindowState> {
  await desktop.system.activate(window, desktop.deadline);
  const hasFocus = (now: WindowState, windows: readonly WindowState[]): boolean =>
    !now.minimised && (now.active || windows.some((one) => one.active && isOwned(one, now, windows)));
  return reach(desktop, window, "did not get the keyboard focus", hasFocus);
}

/** Maximises a window; a minimised one returns. */
export async function maximise(desktop: Desktop, window: WindowState): Promise<WindowState> {
  if (window.minimised) await desktop.system.activate(window, desktop.deadline);
  // xfwm4 ends the half-maximised state instead, when it is asked for both directions.
  if (window.halfMaximised !== undefined) await restore(desktop, window);
  await desktop.system.maximise(window, desktop.deadline);
  return reach(desktop, window, "was not maximised", (now) => now.maximised && !now.minimised);
}

/** Minimises a window. */
export async function minimise(desktop: Desktop, window: WindowState): Promise<WindowState> {
  await desktop.system.minimise(window, desktop.deadline);
  return reach(desktop, window, "was not minimised", (now) => now.minimised);
}

/** Brings a window back to what it was before it was maximised, made fullscreen or minimised. */
export async function restore(desktop: Desktop, window: WindowState): Promise<WindowState> {
  const { system, deadline } = desktop;
  if (!window.minimised && !isEnlarged(window)) return window;
  if (window.minimised) await system.activate(window, deadline);
  if (isEnlarged(window)) await system.unmaximise(window, deadline);
  return reach(desktop, window, "was not restored", (now) => !now.minimised && !isEnlarged(now));
}

function isEnlarged({ maximised, halfMaximised, fullscreen }: WindowState): boolean {
  return maximised || halfMaximised !== undefined || fullscreen;
}

/** Moves and sizes a window; what `change` leaves out stays. One that is maximised or minimised is restored first. */
export async function setPlace(desktop: Desktop, window: WindowState, change: Partial<Region>): Promise<WindowState> {
  let now = await restore(desktop, window);
  const wanted = { ...now.place, ...change };
  let aim = wanted;
  for (let attempt = 1; attempt <= placeAttempts; attempt++) {
    await desktop.system.setPlace(now, aim, desktop.deadline);
    now = await settledPlace(desktop, now, wanted);
    if (isAt(now, wanted)) return now;
    aim = corrected(aim, wanted, now.place);
  }
  throw notDone(now, `is ${describePlace(now.place)}, not ${describePlace(wanted)}`, await desktop.look(), {
    facts: { wanted: describePlace(wanted), place: describePlace(now.place) },
    next: "the window manager or the program allows no other: a window may have a smallest or a fixed size",
  });
}

/** Asks a window's program to close it, as its close button does, and waits until it is gone. */
export async function close(desktop: Desktop, window: WindowState): Promise<void> {
  const before = new Set((await desktop.look()).map(({ id }) => id));
  await desktop.system.close(window, desktop.deadline);
  let asked: { readonly id: string; readonly since: number } | undefined;
  const end = await desktop.until((windows) => {
    if (current(windows, window) === undefined) return "gone";
    const question = windows.find((one) => !before.has(one.id) && isQuestionOf(window, one, windows));
    if (question?.id !== asked?.id) asked = question && { id: question.id, since: performance.now() };
    return question && asked && performance.now() - asked.since >= settledMs ? question : undefined;
  });
  if (end !== "gone") throw stillThere(desktop, window, await desktop.look(), end);
}

/**
 * Whether a new window is a question of a window that is to close. A dialog without an owner among the windows, such as
 * one of the whole program, may be of any window of its program; a window that is no dialog is no question.
 */
function isQuestionOf(window: WindowState, one: WindowState, windows: readonly WindowState[]): boolean {
  if (isOwned(one, window, windows)) return true;
  const hasOwner = windows.some(({ id }) => id === one.owner);
  return !hasOwner && one.dialog && one.pid !== undefined && one.pid === window.pid;
}

/** Whether a window belongs to another one, or to a dialog of it. */
function isOwned({ id, owner }: WindowState, by: WindowState, windows: readonly WindowState[]): boolean {
  if (owner === by.id) return true;
  const others = windows.filter((other) => other.id !== id);
  const next = others.find((other) => other.id === owner);
  return next !== undefined && isOwned(next, by, others);
}

function stillThere(
  desktop: Desktop,
  window: WindowState,
  windows: readonly WindowState[],
  question: WindowState | undefined,
): Error {
  const dialog = question ?? windows.find((one) => isOwned(one, window, windows));
  if (dialog === undefined) {
    return notDone(window, `is still open ${describeDuration(desktop.limitMs)} after it was asked to close`, windows, {
      next: "look at vm.screenshot(): the program may ask something within the window; or raise the timeout",
    });
  }
  return notDone(window, `is still open: it shows the window ${named(dialog)}`, windows, {
    facts: { dialog: dialog.title },
    next: "answer it, such as with vm.mouse.click(text(…)) or vm.keyboard.press(…), then wait with vm.windows.waitForGone",
  });
}

/** Waits until a window has done what was asked. */
async function reach(
  desktop: Desktop,
  window: WindowState,
  failure: string,
  isReached: (now: WindowState, windows: readonly WindowState[]) => boolean,
): Promise<WindowState> {
  const reached = await desktop.until((windows) => {
    const now = stillOpen(windows, window);
    return isReached(now, windows) ? now : undefined;
  });
  if (reached !== undefined) return reached;
  throw notDone(window, `${failure} within ${describeDuration(desktop.limitMs)}`, await desktop.look(), {
    next: "look at vm.screenshot(): a dialog may hold the window, or it may not allow this",
  });
}

/** Waits until a window is at a place, or stays at another one. */
async function settledPlace(desktop: Desktop, window: WindowState, wanted: Region): Promise<WindowState> {
  let last = window;
  let since = performance.now();
  const settled = await desktop.until((windows) => {
    const now = stillOpen(windows, window);
    if (describePlace(now.place) !== describePlace(last.place)) since = performance.now();
    last = now;
    return isAt(now, wanted) || performance.now() - since >= settledMs ? now : undefined;
  });
  return settled ?? last;
}

/** Whether a window is at a place. The size of a terminal is a whole number of its characters. */
function isAt({ place, step }: WindowState, wanted: Region): boolean {
  return (
    place.x === wanted.x &&
    place.y === wanted.y &&
    Math.abs(place.width - wanted.width) < step.width &&
    Math.abs(place.height - wanted.height) < step.height
  );
}

/** What to ask for so that a window manager that was off ends at the wanted place. */
function corrected(aim: Region, wanted: Region, actual: Region): Region {
  return {
    x: aim.x + wanted.x - actual.x,
    y: aim.y + wanted.y - actual.y,
    width: Math.max(1, aim.width + wanted.width - actual.width),
    height: Math.max(1, aim.height + wanted.height - actual.height),
  };
}
