// The options of the mouse's methods, and their checks.
import { checkNumber } from "../../base/check.ts";
import { checkDuration, shortestMs } from "../../base/time/check-duration.ts";
import type { WaitOptions } from "../../screen/targets/look-options.ts";
import type { MouseButton } from "./buttons.ts";

/** How the pointer gets to its place; `timeout`, `region` and `similarity` are for targets, which are waited for. */
export interface MoveOptions extends WaitOptions {
  /** Milliseconds for the way. Default: what a person takes, 150 to 1000 with the way's length. 0: at once. */
  readonly duration?: number;
  /** Positions on the way, the last one included. Default: 60 a second. */
  readonly steps?: number;
}

/** Options of a click. */
export interface ClickOptions extends MoveOptions {
  /** Default `left`. */
  readonly button?: MouseButton;
}

/** Options of {@link Mouse.drag}. */
export type DragOptions = ClickOptions;

/** Options of {@link Mouse.wheel}. */
export interface WheelOptions {
  /** Milliseconds from one notch to the next. Default 60. */
  readonly delay?: number;
}

/** The accepted ranges: a value beyond them is most likely a mistake. */
const ranges = {
  steps: { of: "the mouse", from: 0, to: 10_000 },
  notches: { of: "mouse.wheel", from: -1000, to: 1000, whole: true },
};

const durations = {
  duration: { of: "the mouse", shortest: shortestMs.pause, longest: 60_000 },
  delay: { of: "mouse.wheel", longest: 10_000 },
};

/** @throws {OptionError} when an option of a movement is out of range */
export function checkMove({ duration, steps }: MoveOptions): void {
  if (duration !== undefined) checkDuration("duration", duration, durations.duration);
  if (steps !== undefined) checkNumber("steps", steps, ranges.steps);
}

/** @throws {OptionError} when the notches are not a whole number, or something is out of range */
export function checkWheel(notches: number, { delay }: WheelOptions): void {
  checkNumber("notches", notches, ranges.notches);
  if (delay !== undefined) checkDuration("delay", delay, durations.delay);
}
