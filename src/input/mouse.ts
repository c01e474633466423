// The mouse of a VM: moves, clicks, drags and turns its wheel, as a person does.
import { OptionError } from "../base/errors.ts";
import type { VncClient } from "../rfb/connect.ts";
import type { Match } from "../screen/targets/finder.ts";
import type { Target, WaitOptions } from "../screen/targets/target.ts";
import { Pace, pause } from "./pace.ts";
import { humanDuration, pointerPath, positionsPerSecond } from "./pointer/path.ts";
import { type Point, type PointTarget, resolvePoint, type TargetScreen } from "./pointer/target.ts";

/** A button of the mouse. */
export type MouseButton = "left" | "middle" | "right";

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

/** Bits of the buttons in RFB's pointer events (RFC 6143 section 7.5.5). */
const buttonBits: Readonly<Record<MouseButton, number>> = { left: 1, middle: 2, right: 4 };
const wheelBits = { up: 8, down: 16 };

/**
 * A person's times, in seconds: the pointer rests before a button goes down, so that what is under it can react; a
 * click's button is held; the second click of two follows soon.
 */
const times = { rest: 0.1, hold: 0.06, secondClick: 0.08, notch: 0.06 };

const limits = { duration: 60, steps: 10_000, notches: 1000, delay: 10 };

/** The buttons that a mouse holds down. */
interface Held {
  buttons: number;
}

/**
 * Moves the pointer of the VM. Places are pixels of the screen, or targets: what `image()` or `text()` made is waited
 * for until it is there and stands still. Shared by all tests of a file, as the VM is.
 */
export class Mouse {
  readonly #connect: () => Promise<VncClient>;
  readonly #screen: TargetScreen | undefined;
  readonly #held: Held;

  /**
   * @param connect gives the connection that carries the events
   * @param screen waits for targets; without it there are none
   */
  constructor(connect: () => Promise<VncClient>, screen?: TargetScreen, held: Held = { buttons: 0 }) {
    this.#connect = connect;
    this.#screen = screen;
    this.#held = held;
  }

  /** The same mouse, whose targets are waited for on `screen`. */
  on(screen: TargetScreen): Mouse {
    return new Mouse(this.#connect, screen, this.#held);
  }

  /**
   * Moves the pointer along a smooth, slightly bowed path: to (x, y) in pixels, or to a target.
   *
   * @throws {OptionError} when the place is not on the screen; the pointer stays where it was
   * @throws {ScreenError} when the target is not there in time, or does not stand still
   * @throws {VncError} when the connection to the VM ends
   */
  async move(x: number, y: number, options?: MoveOptions): Promise<void>;
  async move(target: PointTarget, options?: MoveOptions): Promise<void>;
  async move(...given: PlaceArguments<MoveOptions>): Promise<void> {
    const { target, options } = placeAndOptions(given);
    if (target === undefined) throw noPlace("move");
    await this.#moveTo(await this.#connect(), target, options);
  }

  /**
   * Moves to (x, y) or to a target, rests there for a moment, and clicks; without a place, clicks where the pointer is.
   *
   * @throws {OptionError} {@link ScreenError} as {@link move}
   * @throws {VncError} when the connection to the VM ends
   */
  async click(x: number, y: number, options?: ClickOptions): Promise<void>;
  async click(target?: PointTarget, options?: ClickOptions): Promise<void>;
  async click(...given: PlaceArguments<ClickOptions>): Promise<void> {
    await this.#clicks(1, given);
  }

  /** As {@link click}, but twice in quick succession. */
  async dblclick(x: number, y: number, options?: ClickOptions): Promise<void>;
  async dblclick(target?: PointTarget, options?: ClickOptions): Promise<void>;
  async dblclick(...given: PlaceArguments<ClickOptions>): Promise<void> {
    await this.#clicks(2, given);
  }

  /** Presses a button and holds it until {@link up}. */
  async down(options: { readonly button?: MouseButton } = {}): Promise<void> {
    const bit = bitOf(options.button);
    this.#press(await this.#connect(), bit);
  }

  /** Releases a button; one that is not down stays as it is. */
  async up(options: { readonly button?: MouseButton } = {}): Promise<void> {
    const bit = bitOf(options.button);
    this.#release(await this.#connect(), bit);
  }

  /** Releases every button that {@link down} has left down. */
  async releaseAll(): Promise<void> {
    if (this.#held.buttons !== 0) this.#release(await this.#connect(), this.#held.buttons);
  }

  /**
   * Moves to one place, presses the button, moves to the other, and releases it there.
   *
   * @throws {OptionError} {@link ScreenError} as {@link move}
   * @throws {VncError} when the connection to the VM ends
   */
  async drag(from: PointTarget, to: PointTarget, options: DragOptions = {}): Promise<void> {
    const bit = bitOf(options.button);
    const client = await this.#connect();
    await this.#moveTo(client, from, options);
    await pause(times.rest);
    this.#press(client, bit);
    try {
      await pause(times.rest);
      await this.#moveTo(client, to, options);
      await pause(times.rest);
    } finally {
      this.#release(client, bit);
    }
  }

  /**
   * Turns the wheel where the pointer is, by so many notches: down (towards what comes later in a page) if the number is
   * above 0, up if it is below.
   *
   * @throws {OptionError} when it is not a whole number
   */
  async wheel(notches: number, options: WheelOptions = {}): Promise<void> {
    if (!Number.isInteger(notches)) throw badOption("notches of mouse.wheel", notches, "a whole number");
    checkRange("notches of mouse.wheel", Math.abs(notches), limits.notches);
    checkRange("delay of mouse.wheel", options.delay, limits.delay);
    const client = await this.#connect();
    const bit = notches > 0 ? wheelBits.down : wheelBits.up;
    const pace = new Pace();
    for (let left = Math.abs(notches); left > 0; left--) {
      this.#send(client, this.#position(client), this.#held.buttons | bit);
      this.#send(client, this.#position(client), this.#held.buttons);
      await pace.wait(options.delay ?? times.notch);
    }
  }

  async #clicks(count: number, given: PlaceArguments<ClickOptions>): Promise<void> {
    const { target, options } = placeAndOptions(given);
    const bit = bitOf(options.button);
    const client = await this.#connect();
    if (target !== undefined) {
      await this.#moveTo(client, target, options);
      await pause(times.rest);
    }
    for (let done = 0; done < count; done++) {
      if (done > 0) await pause(times.secondClick);
      this.#press(client, bit);
      await pause(times.hold);
      this.#release(client, bit);
    }
  }

  async #moveTo(client: VncClient, target: PointTarget, options: MoveOptions): Promise<void> {
    checkRange("duration of the mouse", options.duration, limits.duration);
    checkRange("steps of the mouse", options.steps, limits.steps);
    const from = this.#position(client);
    const to = await resolvePoint(target, client, (what) => this.#locate(what, options));
    const duration = options.duration ?? humanDuration(Math.hypot(to.x - from.x, to.y - from.y));
    const steps = Math.max(1, Math.round(options.steps ?? duration * positionsPerSecond));
    const pace = new Pace();
    for (const point of pointerPath(from, to, steps)) {
      await pace.wait(duration / steps);
      this.#send(client, point, this.#held.buttons);
    }
  }

  async #locate(target: Target, { timeout, region, similarity }: MoveOptions): Promise<Match> {
    if (!this.#screen) throw new Error("this mouse has no screen to look for targets on");
    return this.#screen.waitForStill(target, { timeout, region, similarity });
  }

  #press(client: VncClient, bits: number): void {
    this.#held.buttons |= bits;
    this.#send(client, this.#position(client), this.#held.buttons);
  }

  #release(client: VncClient, bits: number): void {
    this.#held.buttons &= ~bits;
    this.#send(client, this.#position(client), this.#held.buttons);
  }

  /** Where the pointer is; before it was first moved, the middle of the screen, where desktops put it. */
  #position(client: VncClient): Point {
    return client.pointerState ?? { x: Math.floor(client.width / 2), y: Math.floor(client.height / 2) };
  }

  #send(client: VncClient, { x, y }: Point, buttons: number): void {
    client.pointer(x, y, buttons);
  }
}

type PlaceArguments<Options> =
  | [x: number, y: number, options?: Options | undefined]
  | [target?: PointTarget | undefined, options?: Options | undefined];

function placeAndOptions<Options extends object>(
  given: PlaceArguments<Options>,
): { target: PointTarget | undefined; options: Partial<Options> } {
  if (typeof given[0] === "number") {
    const [x, y, options] = given as [number, number, Options?];
    return { target: { x, y }, options: options ?? {} };
  }
  const [target, options] = given as [PointTarget?, Options?];
  return { target, options: options ?? {} };
}

function bitOf(button: MouseButton = "left"): number {
  if (Object.hasOwn(buttonBits, button)) return buttonBits[button];
  throw badOption("button of the mouse", button, Object.keys(buttonBits).join(", "));
}

function checkRange(name: string, value: number | undefined, most: number): void {
  if (value === undefined || (typeof value === "number" && value >= 0 && value <= most)) return;
  throw badOption(name, value, `a number from 0 to ${most}`);
}

function noPlace(method: string): OptionError {
  return badOption(`place of mouse.${method}`, undefined, "x and y in pixels, or a target");
}

function badOption(name: string, value: unknown, wanted: string): OptionError {
  return new OptionError({
    headline: `option ${name} is out of range`,
    facts: { given: String(value) },
    next: `give ${wanted}`,
  });
}
