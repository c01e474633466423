// The options of the mouse's methods, and their checks.
import { checkNumber, checkOneOf, invalid, isInRange } from "../../base/check.ts";
import { checkDuration, shortestMs } from "../../base/time/check-duration.ts";
import type { WaitOptions } from "../../screen/targets/look-options.ts";
import type { MouseButton } from "./buttons.ts";
import type { PathShape } from "./path.ts";
import type { Point, PointTarget } from "./target.ts";

/** How the pointer gets to its place; `timeout`, `region` and `similarity` are for targets, which are waited for. */
export interface WayOptions extends Omit<WaitOptions, "signal"> {
  /**
   * Milliseconds for the way. Default: what a person takes, 150 to 1000 with the way's length; more for a long way with
   * a button down, whose positions are at most 8 pixels apart. 0: at once.
   */
  readonly duration?: number;
  /**
   * Positions on the way, the last one included; each place of {@link through} is one more. Default: 60 a second, 125
   * with a button down.
   */
  readonly steps?: number;
  /**
   * The shape of the way from place to place: a straight line, or a person's slight bow. Default: `straight` with a
   * button down, else `curved`.
   */
  readonly path?: PathShape | undefined;
  /** Places on the way, in this order; the pointer passes exactly through them. Default: none. */
  readonly through?: readonly PointTarget[] | undefined;
}

/** Options of {@link Mouse.move}. */
export interface MoveOptions extends WayOptions {
  /**
   * The pixel of the target: from the upper left corner of the place where it was found. It may lie outside of that
   * place, such as in the field beside a label. Default: the target's own point, most often its centre.
   */
  readonly position?: Point | undefined;
}

/** Options of a click. */
export interface ClickOptions extends MoveOptions {
  /** Default `left`. */
  readonly button?: MouseButton;
}

/** Options of {@link Mouse.drag}; those of the way are for the way with the button down only. */
export interface DragOptions extends WayOptions {
  /** Default `left`. */
  readonly button?: MouseButton;
  /** The pixel of the first target, as `position` of {@link MoveOptions}. */
  readonly fromPosition?: Point | undefined;
  /** The pixel of the second target, as `position` of {@link MoveOptions}. */
  readonly toPosition?: Point | undefined;
}

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

const shapes: readonly PathShape[] = ["straight", "curved"];

const durations = {
  duration: { of: "the mouse", shortest: shortestMs.pause, longest: 60_000 },
  delay: { of: "mouse.wheel", longest: 10_000 },
};

/** @throws {OptionError} when an option of a movement is invalid */
export function checkWay({ duration, steps, path, through }: WayOptions): void {
  if (duration !== undefined) checkDuration("duration", duration, durations.duration);
  if (steps !== undefined) checkNumber("steps", steps, ranges.steps);
  if (path !== undefined) checkOneOf("path", path, shapes, { of: "the mouse" });
  if (through !== undefined && !Array.isArray(through))
    throw invalid("through", through, { of: "the mouse" }, "is not a list", "an array of places or targets");
}

/**
 * Checks the pixel of a target.
 *
 * @param name the option's name
 * @param isOfTarget whether the place is a target, and not a pixel itself
 * @throws {OptionError} when it is no pixel, or has no target
 */
export function checkPosition(name: string, position: Point | undefined, isOfTarget: boolean): void {
  if (position === undefined) return;
  const place = { of: "the mouse" };
  const { x, y } = position ?? {};
  const shown = `(${x}, ${y})`;
  if (!isInRange(x, {}) || !isInRange(y, {}))
    throw invalid(name, shown, place, "is not a pixel", "x and y in pixels from the target's upper left corner");
  if (!isOfTarget)
    throw invalid(name, shown, place, "needs a target", `it with a target of image() or text(), or add it to x and y`);
}

/** @throws {OptionError} when the notches are not a whole number, or something is out of range */
export function checkWheel(notches: number, { delay }: WheelOptions): void {
  checkNumber("notches", notches, ranges.notches);
  if (delay !== undefined) checkDuration("delay", delay, durations.delay);
}
