// A hand on the mouse that moves through the VM's connection or a recorder's.
import { Pace, pause } from "../../../src/input/pace.ts";
import { pointerPath, positionsPerSecond } from "../../../src/input/pointer/path.ts";
import type { Vm } from "../../../src/vm/vm.ts";

/** Moves the pointer, with the left button down (1) or up (0). */
export type MovePointer = (x: number, y: number, buttons: number) => void | Promise<void>;

/** Moves through the VM's own connection. */
export function throughVm(vm: Vm): MovePointer {
  let down = 0;
  return async (x, y, buttons) => {
    await vm.mouse.move(x, y, { duration: 0 });
    if (buttons === down) return;
    await (buttons === 0 ? vm.mouse.up() : vm.mouse.down());
    down = buttons;
  };
}

/** Moves, clicks and drags at a human's pace. */
export class Hand {
  readonly #move: MovePointer;
  #at = { x: 640, y: 400 };
  #buttons = 0;

  constructor(move: MovePointer) {
    this.#move = move;
  }

  /** Moves within the given seconds. */
  async move(x: number, y: number, seconds: number): Promise<void> {
    const pace = new Pace();
    for (const point of pointerPath([this.#at, { x, y }], Math.round(seconds * positionsPerSecond))) {
      await pace.wait(1000 / positionsPerSecond);
      await this.#to(point);
    }
  }

  async click(): Promise<void> {
    await pause(100);
    await this.#press(1);
    await pause(60);
    await this.#press(0);
  }

  /** Moves with the button down. */
  async drag(x: number, y: number, seconds: number): Promise<void> {
    await this.#press(1);
    await pause(100);
    await this.move(x, y, seconds);
    await this.#press(0);
  }

  async #press(buttons: number): Promise<void> {
    this.#buttons = buttons;
    await this.#to(this.#at);
  }

  async #to(at: { readonly x: number; readonly y: number }): Promise<void> {
    this.#at = { x: at.x, y: at.y };
    await this.#move(at.x, at.y, this.#buttons);
  }
}
