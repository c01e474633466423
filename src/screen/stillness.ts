// Measures how long a screen has been still, from the updates of its client.
import { around, overlap, type Region } from "../base/geometry/region.ts";
import type { ScreenUpdate } from "../base/live-screen.ts";

/** Changes to a smaller share of the screen are a blinking cursor or a clock, not a desktop being drawn. */
const negligibleShare = 0.001;

/** A part of the screen with a recent small change. */
interface Place extends Region {
  readonly time: number;
}

/** Follows the updates of one screen. */
export class Stillness {
  readonly #windowMs: number;
  #lastChange: number;
  /** A blinking cursor stays one place; icons drawn one after another add up. */
  readonly #places = new Set<Place>();

  /**
   * @param windowMs milliseconds for which small changes add up
   * @param now `performance.now()`, milliseconds, like the times of updates
   */
  constructor(windowMs: number, now: number) {
    this.#windowMs = windowMs;
    this.#lastChange = now;
  }

  /** Adds an update of a screen of the given size. */
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
