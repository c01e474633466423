// The mouse of a VM: moves, clicks, drags and turns its wheel, as a person does.
import { OptionError } from "../base/errors.ts";
import { Actor } from "../base/journal/actor.ts";
import type { ActionTarget } from "../base/journal/kinds.ts";
import type { VncClient } from "../rfb/connect.ts";
import { actionMatch } from "../screen/targets/action-target.ts";
import type { Match } from "../screen/targets/finder.ts";
import type { Target } from "../screen/targets/index.ts";
import { isTarget } from "../screen/targets/kind-of.ts";
import { Pace, pause } from "./pace.ts";
import { bitOf, type MouseButton, wheelBits } from "./pointer/buttons.ts";
import { Hand } from "./pointer/hand.ts";
import {
  type ClickOptions,
  checkPosition,
  checkWay,
  checkWheel,
  type DragOptions,
  type MoveOptions,
  type WayOptions,
  type WheelOptions,
} from "./pointer/options.ts";
import { type PlaceArguments, placeAndOptions } from "./pointer/place.ts";
import {
  actionPlace,
  checkPlaces,
  type Point,
  type PointTarget,
  pixelOn,
  resolvePoint,
  type TargetScreen,
} from "./pointer/target.ts";

/** A person's times. The pointer rests before a button goes down, so that what is under it can react. */
const restMs = 100;
const holdMs = 60;
const betweenClicksMs = 80;
const betweenNotchesMs = 60;

/** What a mouse works with. */
export interface MouseParts {
  /** Gives the connection that carries the events. */
  readonly connect: () => Promise<VncClient>;
  /** Moves the pointer, for all mice of a VM. Default: a hand of its own. */
  readonly hand?: Hand;
  /** Waits for targets. Default: none, and so no targets. */
  readonly screen?: TargetScreen;
  /** Runs the actions. Default: one without listeners. */
  readonly actor?: Actor;
}

/**
 * Moves the pointer of the VM. Places are pixels of the screen, or targets: the mouse waits until a target of `image()`
 * or `text()` appears and stands still. Shared by all tests of a file, like the VM.
 */
export class Mouse {
  readonly #connect: () => Promise<VncClient>;
  readonly #hand: Hand;
  readonly #screen: TargetScreen | undefined;
  readonly #actor: Actor;

  constructor({ connect, hand = new Hand(), screen, actor = new Actor() }: MouseParts) {
    this.#connect = connect;
    this.#hand = hand;
    this.#screen = screen;
    this.#actor = actor;
  }

  /** The same mouse, whose targets are waited for on `screen`, and whose actions `actor` runs. */
  on(screen: TargetScreen, actor: Actor): Mouse {
    return new Mouse({ connect: this.#connect, hand: this.#hand, screen, actor });
  }

  /**
   * Moves the pointer to (x, y) in pixels, or to a target: along a smooth, slightly bowed path, or straight while a
   * button is down.
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
    await this.#actor.act(
      { kind: "mouse.move", target: actionPlace(target), details: wayDetails(options) },
      async (action) => {
        if (target === undefined) throw withoutPlace();
        checkMove(target, options);
        const match = await this.#moveTo(await this.#begin(), target, options);
        action.found(match && actionMatch(match));
      },
    );
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
      this.#hand.press(await this.#begin(), bit);
    });
  }

  /** Releases a button; does nothing if it is not down. */
  async up({ button }: { readonly button?: MouseButton } = {}): Promise<void> {
    await this.#actor.act({ kind: "mouse.up", details: { button } }, async () => {
      const bit = bitOf(button);
      this.#hand.release(await this.#begin(), bit);
    });
  }

  /** Releases every button that {@link down} has left down. */
  async releaseAll(): Promise<void> {
    await this.#actor.act({ kind: "mouse.releaseAll", details: {} }, async () => {
      if (this.#hand.buttons !== 0) this.#hand.release(await this.#begin(), this.#hand.buttons);
    });
  }

  /**
   * Moves to one place, presses the button, moves straight to the other, and releases it there.
   *
   * @throws {OptionError} {@link ScreenError} as {@link move}
   * @throws {VncError} when the connection to the VM ends
   */
  async drag(from: PointTarget, to: PointTarget, options: DragOptions = {}): Promise<void> {
    const { button, fromPosition, toPosition, ...way } = options;
    const { timeout, region, similarity } = options;
    const details = { button, to: actionPlace(to), ...wayDetails(options) };
    await this.#actor.act({ kind: "mouse.drag", target: actionPlace(from), details }, async (action) => {
      checkDrag(from, to, options);
      const bit = bitOf(button);
      const client = await this.#begin();
      checkPixels([from, to, ...(way.through ?? [])], client);
      const match = await this.#moveTo(client, from, { timeout, region, similarity, position: fromPosition });
      action.found(match && actionMatch(match));
      await pause(restMs);
      this.#hand.press(client, bit);
      try {
        await pause(restMs);
        const toMatch = await this.#moveTo(client, to, { ...way, position: toPosition });
        if (toMatch) action.add({ toFound: actionMatch(toMatch) });
        await pause(restMs);
      } finally {
        this.#hand.release(client, bit);
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
      const client = await this.#begin();
      const bit = notches > 0 ? wheelBits.down : wheelBits.up;
      const pace = new Pace();
      for (let left = Math.abs(notches); left > 0; left--) {
        this.#hand.press(client, bit);
        this.#hand.release(client, bit);
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
    const details = { button, ...wayDetails(options) };
    await this.#actor.act({ kind, target: actionPlace(target), details }, async (action) => {
      const bit = bitOf(button);
      checkMove(target, options);
      const client = await this.#begin();
      if (target !== undefined) {
        const match = await this.#moveTo(client, target, options);
        action.found(match && actionMatch(match));
        await pause(restMs);
      }
      for (let done = 0; done < count; done++) {
        if (done > 0) await pause(betweenClicksMs);
        this.#hand.press(client, bit);
        await pause(holdMs);
        this.#hand.release(client, bit);
      }
    });
  }

  /** Returns the match of a target that was waited for. */
  async #moveTo(client: VncClient, target: PointTarget, options: MoveOptions): Promise<Match | undefined> {
    checkPixels([...(options.through ?? []), target], client);
    let match: Match | undefined;
    const locate = async (what: Target): Promise<Match> => {
      match = await this.#locate(what, options);
      return match;
    };
    const places: Point[] = [];
    for (const place of options.through ?? []) places.push(await resolvePoint(place, client, locate));
    match = undefined;
    places.push(await resolvePoint(target, client, locate, options.position));
    await this.#hand.go(client, places, options);
    return match;
  }

  async #locate(target: Target, { timeout, region, similarity }: MoveOptions): Promise<Match> {
    if (!this.#screen) throw new Error("this mouse has no screen to look for targets on");
    return this.#screen.waitForStill(target, { timeout, region, similarity, strict: true });
  }

  /** The connection, once the guest has taken the keys before. */
  async #begin(): Promise<VncClient> {
    const client = await this.#connect();
    await this.#hand.begin(client);
    return client;
  }
}

function wayDetails({ through }: WayOptions): { through?: ActionTarget[] } {
  if (!Array.isArray(through)) return {};
  return { through: through.flatMap((place: PointTarget) => actionPlace(place) ?? []) };
}

/** Checks that pixels are on the screen, before the pointer moves. */
function checkPixels(places: readonly PointTarget[], screen: VncClient): void {
  for (const place of places) if (!isTarget(place)) pixelOn(screen, place);
}

/** Checks what a movement was given, before anything is done. */
function checkMove(target: PointTarget | undefined, options: MoveOptions): void {
  checkWay(options);
  checkPosition("position", options.position, isTarget(target));
  checkPlaces([...(target === undefined ? [] : [target]), ...(options.through ?? [])]);
}

/** Checks what a drag was given, before anything is done. */
function checkDrag(from: PointTarget, to: PointTarget, options: DragOptions): void {
  checkWay(options);
  checkPosition("fromPosition", options.fromPosition, isTarget(from));
  checkPosition("toPosition", options.toPosition, isTarget(to));
  checkPlaces([from, to, ...(options.through ?? [])]);
}

function withoutPlace(): OptionError {
  return new OptionError({ headline: "mouse.move needs a place", next: "give x and y in pixels, or a target" });
}
