// For how long a screen has stood still, by the updates that its client reports.
import { around, overlap, type Region } from "../base/geometry/region.ts";
import type { ScreenUpdate } from "../base/live-screen.ts";

/** A change of a smaller part of the screen is a blinking cursor or a clock, not a desktop being drawn. */
const negligibleShare = 0.001;

/** A part of the screen in which something small changed recently. */
interface Place extends Region {
  readonly time: number;
}

/** Watches the updates of one screen. */
export class Stillness {
  readonly #windowMs: number;
  #lastChange: number;
  /** A cursor that blinks stays one place; icons that are drawn one after another add up. */
  readonly #places = new Set<Place>();

  /**
   * @param windowMs milliseconds for which small changes add up
   * @param now `performance.now()`, milliseconds, as in updates
   */
  constructor(windowMs: number, now: number) {
    this.#windowMs = windowMs;
    this.#lastChange = now;
  }

  /** Takes an update of a screen of that size. */
  add({ regions, resized, time }: ScreenUpdate, screen: { readonly width: number; readonly height: number }): void {
    for (const region of regions) this.#note({ ...region, time });
    let changed = 0;
    for (const place of this.#places) {
      if (place.time > time - this.#windowMs) changed += place.width * place.height;
      else this.#places.delete(place);
    }
    if (!resized && changed <= screen.width * screen.height * negligibleShare) return;
    this.#places.clear();
    this.#lastChange = time;
  }

  /** Milliseconds since the last change that counts. */
  stillMs(now: number): number {
    return now - this.#lastChange;
  }

  #note(place: Place): void {
    let whole = place;
    for (const known of this.#places) {
      if (!overlap(whole, known)) continue;
      whole = { ...around(whole, known), time: place.time };
      this.#places.delete(known);
    }
    this.#places.add(whole);
  }
}
