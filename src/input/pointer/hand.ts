// The hand on the mouse: moves the pointer, and holds buttons.
import { toSeconds } from "../../base/time/seconds.ts";
import type { VncClient } from "../../rfb/connect.ts";
import type { InputOrder } from "../order.ts";
import { Pace } from "../pace.ts";
import type { MoveOptions } from "./options.ts";
import { heldDuration, heldWay, humanDuration, lengthOf, pointerPath, positionsPerSecond } from "./path.ts";
import type { Point } from "./target.ts";

/** One hand for all mice of a VM. */
export class Hand {
  readonly #order: InputOrder | undefined;
  #buttons = 0;

  /** @param order keeps the order of input. Default: none, for servers without a guest */
  constructor(order?: InputOrder) {
    this.#order = order;
  }

  /** The buttons that are down. */
  get buttons(): number {
    return this.#buttons;
  }

  /** Call before the first event of an action. */
  async begin(client: VncClient): Promise<void> {
    await this.#order?.turnTo("pointer", client);
  }

  press(client: VncClient, bits: number): void {
    this.#buttons |= bits;
    this.#send(client, this.position(client));
  }

  release(client: VncClient, bits: number): void {
    this.#buttons &= ~bits;
    this.#send(client, this.position(client));
  }

  /** Where the pointer is; before it was first moved, the middle of the screen, where desktops put it. */
  position(client: VncClient): Point {
    return client.pointerState ?? { x: Math.floor(client.width / 2), y: Math.floor(client.height / 2) };
  }

  /**
   * Moves through `places`, the last of which ends the way. With a button down, the way starts once the guest has taken
   * the press, and ends once it has taken the last position.
   */
  async go(client: VncClient, places: readonly Point[], options: MoveOptions): Promise<void> {
    const holds = this.#buttons !== 0;
    if (holds) await this.#order?.taken(client);
    const way = [this.position(client), ...places];
    const length = lengthOf(way);
    const duration = options.duration ?? (holds ? heldDuration(length) : humanDuration(length));
    const count = holds ? duration / heldWay.stepMs : toSeconds(duration) * positionsPerSecond;
    const steps = Math.max(1, Math.round(options.steps ?? count));
    const positions = pointerPath(way, steps, options.path ?? (holds ? "straight" : "curved"));
    const pace = new Pace();
    for (const position of positions) {
      await pace.wait(duration / positions.length);
      if (holds) await this.#order?.keepPace();
      this.#send(client, position);
    }
    if (holds) await this.#order?.taken(client);
  }

  #send(client: VncClient, { x, y }: Point): void {
    client.pointer(x, y, this.#buttons);
  }
}
