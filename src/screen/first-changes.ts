// What a screen showed where it has changed: each pixel with the colour of its first change.
import type { Frame } from "../base/geometry/frame.ts";
import type { Region } from "../base/geometry/region.ts";
import type { LiveScreen, ScreenUpdate } from "../base/live-screen.ts";
import { pixelsOfRow } from "./changed-rows.ts";

/**
 * Collects the first changes since a frame, until disposed of. A text that was replaced by the same one, letter by
 * letter, is missing in them: its ground was cleared first.
 */
export class FirstChanges implements Disposable {
  readonly #screen: LiveScreen;
  readonly #before: Frame;
  readonly #unsubscribe: () => void;
  #frame: Frame;

  /** @param before the screen as it is now */
  constructor(screen: LiveScreen, before: Frame) {
    this.#screen = screen;
    this.#before = before;
    this.#frame = { ...before, data: before.data.slice() };
    this.#unsubscribe = screen.onUpdate((update) => this.#add(update));
  }

  /** The frame before with the first change of each pixel; differs from it wherever the screen has changed since. */
  get frame(): Frame {
    return this.#frame;
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
  }

  #add({ regions, resized }: ScreenUpdate): void {
    if (resized) this.#frame = this.#screen.snapshot();
    else if (this.#frame.width === this.#before.width && this.#frame.height === this.#before.height)
      for (const region of regions) this.#addRegion(region);
  }

  #addRegion({ x, y, width, height }: Region): void {
    for (let row = y; row < y + height; row++) {
      const [before, now] = [pixelsOfRow(this.#before, row), pixelsOfRow(this.#screen.framebuffer, row)];
      const first = pixelsOfRow(this.#frame, row);
      for (let at = x; at < x + width; at++) if (first[at] === before[at]) first[at] = now[at] as number;
    }
  }
}
