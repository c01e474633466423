// Which windows a caller means.
import { checkBoolean, checkNumber, invalid } from "../../base/check.ts";
import type { ActionDetails } from "../../base/journal/kinds.ts";
import { stateless } from "../../base/stateless.ts";
import { isVisible, oneLine } from "../../base/text.ts";
import type { WindowState } from "../../guest/windows/window-system.ts";
import { folded } from "../../screen/text/fold.ts";

/** The windows that are meant. Everything that is given must fit. */
export interface WindowQuery {
  /**
   * A part of the title, or a regular expression. Upper and lower case must match; in a string, white space, quotation
   * marks and dashes match their kind.
   */
  readonly title?: string | RegExp | undefined;
  /**
   * The program's name, such as `mousepad`, or its class, such as `Mousepad`: all of it, in upper or lower case; or a
   * regular expression.
   */
  readonly program?: string | RegExp | undefined;
  /** Whether the window has the keyboard focus. Default: either. */
  readonly active?: boolean | undefined;
  /** Which of several windows that fit: from 0 for the oldest, below 0 from the newest. Default: there must be only one. */
  readonly nth?: number | undefined;
}

/** @throws {OptionError} when a part of the query is invalid */
export function checkQuery(query: WindowQuery, of: string): void {
  const { title, program, active, nth } = query ?? {};
  checkPattern("title", title, of);
  checkPattern("program", program, of);
  if (active !== undefined) checkBoolean("active", active, { of });
  if (nth !== undefined) checkNumber("nth", nth, { of, whole: true });
}

/** The windows that fit a query; with `nth`, that one of them. */
export function selected(windows: readonly WindowState[], query: WindowQuery): readonly WindowState[] {
  const fitting = windows.filter((window) => fits(window, query));
  if (query.nth === undefined) return fitting;
  const window = fitting.at(query.nth);
  return window ? [window] : [];
}

/** Describes a query for messages: `a window of mousepad with "notes" in its title`. */
export function describeQuery({ title, program, active, nth }: WindowQuery): string {
  return [
    active === undefined ? "a window" : `${active ? "the active" : "an inactive"} window`,
    program === undefined ? "" : ` of ${program}`,
    title === undefined ? "" : typeof title === "string" ? ` with "${title}" in its title` : ` with the title ${title}`,
    nth === undefined ? "" : ` (nth: ${nth})`,
  ].join("");
}

/** A query as the journal keeps it. */
export function journalled({ title, program, active, nth }: WindowQuery): ActionDetails["windows.list"] {
  return {
    ...(title !== undefined && { title: String(title) }),
    ...(program !== undefined && { program: String(program) }),
    ...(active !== undefined && { active }),
    ...(nth !== undefined && { nth }),
  };
}

function fits(window: WindowState, { title, program, active }: WindowQuery): boolean {
  if (active !== undefined && window.active !== active) return false;
  if (title !== undefined && !titleFits(window.title, title)) return false;
  return program === undefined || [window.program, window.class].some((name) => nameFits(name, program));
}

function titleFits(title: string, wanted: string | RegExp): boolean {
  if (typeof wanted !== "string") return stateless(wanted).test(title);
  // The title is on one line, too.
  return folded(title).includes(folded(oneLine(wanted)));
}

function nameFits(name: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? name.toLowerCase() === wanted.toLowerCase() : stateless(wanted).test(name);
}

function checkPattern(name: string, value: unknown, of: string): void {
  if (value === undefined || value instanceof RegExp || (typeof value === "string" && isVisible(value))) return;
  throw invalid(
    name,
    value,
    { of },
    "is neither a text nor a regular expression",
    `${name}: "notes" or ${name}: /notes/`,
  );
}
