// The mouse of a VM: moves, clicks, drags and turns its wheel, as a person does.
import { OptionError } from "../base/errors.ts";
import { Actor } from "../base/journal/actor.ts";
import { toSeconds } from "../base/time/seconds.ts";
import type { VncClient } from "../rfb/connect.ts";
import { actionMatch } from "../screen/targets/action-target.ts";
import type { Match } from "../screen/targets/finder.ts";
import type { Target } from "../screen/targets/index.ts";
import { Pace, pause } from "./pace.ts";
import { bitOf, type MouseButton, wheelBits } from "./pointer/buttons.ts";
import {
  type ClickOptions,
  checkMove,
  checkWheel,
  type DragOptions,
  type MoveOptions,
  type WheelOptions,
} from "./pointer/options.ts";
import { humanDuration, pointerPath, positionsPerSecond } from "./pointer/path.ts";
import { type PlaceArguments, placeAndOptions } from "./pointer/place.ts";
import { actionPlace, type Point, type PointTarget, resolvePoint, type TargetScreen } from "./pointer/target.ts";

/** A person's times. The pointer rests before a button goes down, so that what is under it can react. */
const restMs = 100;
const holdMs = 60;
const betweenClicksMs = 80;
const betweenNotchesMs = 60;

/** The buttons that a mouse holds down. */
interface Held {
  buttons: number;
}

/**
 * Moves the pointer of the VM. Places are pixels of the screen, or targets: the mouse waits until a target of `image()`
 * or `text()` appears and stands still. Shared by all tests of a file, like the VM.
 */
export class Mouse {
  readonly #connect: () => Promise<VncClient>;
  readonly #screen: TargetScreen | undefined;
  readonly #held: Held;
  readonly #actor: Actor;

  /**
   * @param connect gives the connection that carries the events
   * @param screen waits for targets; without it there are none
   * @param actor runs the actions. Default: one without listeners
   */
  constructor(
    connect: () => Promise<VncClient>,
    screen?: TargetScreen,
    actor: Actor = new Actor(),
    held: Held = { buttons: 0 },
  ) {
    this.#connect = connect;
    this.#screen = screen;
    this.#actor = actor;
    this.#held = held;
  }

  /** The same mouse, whose targets are waited for on `screen`, and whose actions `actor` runs. */
  on(screen: TargetScreen, actor: Actor): Mouse {
    return new Mouse(this.#connect, screen, actor, this.#held);
  }

  /**
   * Moves the pointer along a smooth, slightly bowed path: to (x, y) in pixels, or to a target.
   *
   * @throws {OptionError} when the place is not on the screen; the pointer stays where it was
   * @throws {ScreenError} when the target does not appear in time or does not stand still
   * @throws {AmbiguousTargetError} when the target is at several places, between which nothing decides
   * @throws {VncError} when the connection to the VM ends
   */
  async move(x: number, y: number, options?: MoveOptions): Promise<void>;
  async move(target: PointTarget, options?: MoveOptions): Promise<void>;
  async move(...given: PlaceArguments<MoveOptions>): Promise<void> {
    const { target, options } = placeAndOptions(given);
    await this.#actor.act({ kind: "mouse.move", target: actionPlace(target), details: {} }, async (action) => {
      if (target === undefined) throw withoutPlace();
      const match = await this.#moveTo(await this.#connect(), target, options);
      action.found(match && actionMatch(match));
    });
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
    await this.#clicks("mouse.click", 1, given);
  }

  /** As {@link click}, but twice in quick succession. */
  async dblclick(x: number, y: number, options?: ClickOptions): Promise<void>;
  async dblclick(target?: PointTarget, options?: ClickOptions): Promise<void>;
  async dblclick(...given: PlaceArguments<ClickOptions>): Promise<void> {
    await this.#clicks("mouse.dblclick", 2, given);
  }

  /** Presses a button and holds it until {@link up}. */
  async down({ button }: { readonly button?: MouseButton } = {}): Promise<void> {
    await this.#actor.act({ kind: "mouse.down", details: { button } }, async () => {
      const bit = bitOf(button);
      this.#press(await this.#connect(), bit);
    });
  }

  /** Releases a button; does nothing if it is not down. */
  async up({ button }: { readonly button?: MouseButton } = {}): Promise<void> {
    await this.#actor.act({ kind: "mouse.up", details: { button } }, async () => {
      const bit = bitOf(button);
      this.#release(await this.#connect(), bit);
    });
  }

  /** Releases every button that {@link down} has left down. */
  async releaseAll(): Promise<void> {
    await this.#actor.act({ kind: "mouse.releaseAll", details: {} }, async () => {
      if (this.#held.buttons !== 0) this.#release(await this.#connect(), this.#held.buttons);
    });
  }

  /**
   * Moves to one place, presses the button, moves to the other, and releases it there.
   *
   * @throws {OptionError} {@link ScreenError} as {@link move}
   * @throws {VncError} when the connection to the VM ends
   */
  async drag(from: PointTarget, to: PointTarget, options: DragOptions = {}): Promise<void> {
    const details = { button: options.button, to: actionPlace(to) };
    await this.#actor.act({ kind: "mouse.drag", target: actionPlace(from), details }, async (action) => {
      const bit = bitOf(options.button);
      const client = await this.#connect();
      const match = await this.#moveTo(client, from, options);
      action.found(match && actionMatch(match));
      await pause(restMs);
      this.#press(client, bit);
      try {
        await pause(restMs);
        await this.#moveTo(client, to, options);
        await pause(restMs);
      } finally {
        this.#release(client, bit);
      }
    });
  }

  /**
   * Turns the wheel where the pointer is: down (towards the end of a page) if the number of notches is above 0, up if
   * it is below.
   *
   * @throws {OptionError} when it is not a whole number
   */
  async wheel(notches: number, options: WheelOptions = {}): Promise<void> {
    await this.#actor.act({ kind: "mouse.wheel", details: { notches } }, async () => {
      checkWheel(notches, options);
      const client = await this.#connect();
      const bit = notches > 0 ? wheelBits.down : wheelBits.up;
      const pace = new Pace();
      for (let left = Math.abs(notches); left > 0; left--) {
        this.#send(client, this.#position(client), this.#held.buttons | bit);
        this.#send(client, this.#position(client), this.#held.buttons);
        await pace.wait(options.delay ?? betweenNotchesMs);
      }
    });
  }

  async #clicks(
    kind: "mouse.click" | "mouse.dblclick",
    count: number,
    given: PlaceArguments<ClickOptions>,
  ): Promise<void> {
    const { target, options } = placeAndOptions(given);
    const { button } = options;
    await this.#actor.act({ kind, target: actionPlace(target), details: { button } }, async (action) => {
      const bit = bitOf(button);
      const client = await this.#connect();
      if (target !== undefined) {
        const match = await this.#moveTo(client, target, options);
        action.found(match && actionMatch(match));
        await pause(restMs);
      }
      for (let done = 0; done < count; done++) {
        if (done > 0) await pause(betweenClicksMs);
        this.#press(client, bit);
        await pause(holdMs);
        this.#release(client, bit);
      }
    });
  }

  /** Returns the match of a target that was waited for. */
  async #moveTo(client: VncClient, target: PointTarget, options: MoveOptions): Promise<Match | undefined> {
    checkMove(options);
    const from = this.#position(client);
    let match: Match | undefined;
    const to = await resolvePoint(target, client, async (what) => {
      match = await this.#locate(what, options);
      return match;
    });
    const duration = options.duration ?? humanDuration(Math.hypot(to.x - from.x, to.y - from.y));
    const steps = Math.max(1, Math.round(options.steps ?? toSeconds(duration) * positionsPerSecond));
    const pace = new Pace();
    for (const point of pointerPath(from, to, steps)) {
      await pace.wait(duration / steps);
      this.#send(client, point, this.#held.buttons);
    }
    return match;
  }

  async #locate(target: Target, { timeout, region, similarity }: MoveOptions): Promise<Match> {
    if (!this.#screen) throw new Error("this mouse has no screen to look for targets on");
    return this.#screen.waitForStill(target, { timeout, region, similarity, strict: true });
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

function withoutPlace(): OptionError {
  return new OptionError({ headline: "mouse.move needs a place", next: "give x and y in pixels, or a target" });
}
