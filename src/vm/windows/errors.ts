// The errors of windows.
import { DemotoolError, type ErrorParts } from "../../base/errors.ts";
import type { Region } from "../../base/geometry/region.ts";
import { describeDuration } from "../../base/time/seconds.ts";
import type { WindowState } from "../../guest/windows/window-system.ts";
import { describeRegion } from "../../screen/errors.ts";
import { folded } from "../../screen/text/fold.ts";
import { bestFuzzyMatch } from "../../screen/text/fuzzy-match.ts";
import { describeQuery, type WindowQuery } from "./query.ts";

/** A window is not there, is not the only one that fits, or did not do what was asked (code `WINDOW`). */
export class WindowError extends DemotoolError {
  /** The windows that were there, the oldest first. */
  readonly windows: readonly WindowState[];

  constructor(parts: Omit<ErrorParts, "output">, windows: readonly WindowState[]) {
    super("WINDOW", { ...parts, output: describeWindows(windows) });
    this.windows = windows;
  }
}

/** Windows that a message lists (with a line for the others, what an error shows of its output), and characters of a title. */
const longest = { list: 19, title: 200 };

/** The similarity from which a title is worth a hint: two thirds of the text are there. */
const nearSimilarity = 0.66;

/** No window fits. */
export function notThere(query: WindowQuery, windows: readonly WindowState[], limitMs: number): WindowError {
  const near = typeof query.title === "string" ? nearest(query.title, windows) : undefined;
  return new WindowError(
    {
      headline: `there was no such window within ${describeDuration(limitMs)}: ${describeQuery(query)}`,
      facts: { nearest: near?.title, windows: windows.length },
      next: near
        ? `if ${named(near)} is meant, give its title; ${listed(windows)}`
        : `${listed(windows)}; if the program is merely slow, raise the timeout (milliseconds)`,
    },
    windows,
  );
}

/** Several windows fit. */
export function notUnique(
  query: WindowQuery,
  fitting: readonly WindowState[],
  windows: readonly WindowState[],
): WindowError {
  return new WindowError(
    {
      headline: `${fitting.length} windows fit ${describeQuery(query)}: ${fitting.slice(0, longest.list).map(named).join(", ")}`,
      facts: { windows: windows.length },
      next: "give more of the title, program or active; or nth: 0 for the oldest of them, nth: -1 for the newest",
    },
    windows,
  );
}

/** A window that should have gone is still there. */
export function notGone(query: WindowQuery, windows: readonly WindowState[], limitMs: number): WindowError {
  return new WindowError(
    {
      headline: `${describeQuery(query)} was still there after ${describeDuration(limitMs)}`,
      next: `${listed(windows)}; a dialog may wait for an answer`,
    },
    windows,
  );
}

/** The window of a handle was closed. */
export function closed(window: WindowState, windows: readonly WindowState[]): WindowError {
  return new WindowError(
    {
      headline: `the window ${named(window)} is not there any more`,
      facts: { program: window.program, pid: window.pid },
      next: "get the current window with vm.windows.waitFor({ title })",
    },
    windows,
  );
}

/** A window did not do what was asked. */
export function notDone(
  window: WindowState,
  what: string,
  windows: readonly WindowState[],
  { facts = {}, next }: Pick<ErrorParts, "facts" | "next">,
): WindowError {
  return new WindowError({ headline: `the window ${named(window)} ${what}`, facts, next }, windows);
}

/** Describes a place for messages: `640x480 at 100,50`. */
export function describePlace(region: Region): string {
  return describeRegion({ region });
}

/** A window's title for messages. */
export function named({ title }: WindowState): string {
  return `"${title.length > longest.title ? `${title.slice(0, longest.title)}…` : title}"`;
}

/** Where to see all windows. */
function listed({ length }: readonly WindowState[]): string {
  return length > longest.list
    ? "the property windows of this error has every window"
    : "the list above has every window";
}

function describeWindows(windows: readonly WindowState[]): string {
  if (windows.length === 0) return "no window";
  const lines = windows.slice(0, longest.list).map(describeWindow);
  const rest = windows.length - lines.length;
  return [...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n");
}

function describeWindow(window: WindowState): string {
  const states = (["active", "minimised", "maximised", "fullscreen"] as const).filter((state) => window[state]);
  const half = window.halfMaximised === undefined ? [] : [`maximised ${window.halfMaximised}`];
  return [
    `${named(window)} of ${window.program || "an unknown program"}`,
    describePlace(window.place),
    ...states,
    ...half,
  ].join(", ");
}

/** The window with the nearest title. Compares the beginnings: long ones take long. */
function nearest(wanted: string, windows: readonly WindowState[]): WindowState | undefined {
  const beginning = (title: string): string => folded(title.slice(0, longest.title));
  let [best, bestSimilarity]: [WindowState | undefined, number] = [undefined, nearSimilarity];
  for (const window of windows) {
    const similarity = bestFuzzyMatch(beginning(wanted), beginning(window.title))?.similarity ?? 0;
    if (similarity > bestSimilarity) [best, bestSimilarity] = [window, similarity];
  }
  return best;
}
