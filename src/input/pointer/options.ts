// The options of the mouse's methods, and their checks.
import type { WaitOptions } from "../../screen/targets/look-options.ts";
import type { MouseButton } from "./buttons.ts";
import { outOfRange } from "./out-of-range.ts";

/** How the pointer gets to its place; `timeout`, `region` and `similarity` are for targets, which are waited for. */
export interface MoveOptions extends WaitOptions {
  /** Seconds for the way. Default: what a person takes, 0.15 to 1 with the way's length. 0: at once. */
  readonly duration?: number;
  /** Positions on the way, the last one included. Default: 60 for each second. */
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
  /** Seconds from one notch to the next. Default 0.06. */
  readonly delay?: number;
}

/** Greatest values: beyond them, an option is most likely meant in another unit. */
const max = { durationSeconds: 60, steps: 10_000, notches: 1000, delaySeconds: 10 };

/** @throws {OptionError} when an option of a movement is out of range */
export function checkMove({ duration, steps }: MoveOptions): void {
  checkRange("duration of the mouse", duration, max.durationSeconds);
  checkRange("steps of the mouse", steps, max.steps);
}

/** @throws {OptionError} when the notches are not a whole number, or something is out of range */
export function checkWheel(notches: number, { delay }: WheelOptions): void {
  if (!Number.isInteger(notches)) throw outOfRange("notches of mouse.wheel", notches, "a whole number");
  checkRange("notches of mouse.wheel", Math.abs(notches), max.notches);
  checkRange("delay of mouse.wheel", delay, max.delaySeconds);
}

function checkRange(name: string, value: number | undefined, most: number): void {
  if (value === undefined || (typeof value === "number" && value >= 0 && value <= most)) return;
  throw outOfRange(name, value, `a number from 0 to ${most}`);
}
