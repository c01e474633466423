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
  readonly #windowMilliseconds: number;
  #lastChange: number;
  /** A cursor that blinks stays one place; icons that are drawn one after another add up. */
  readonly #places = new Set<Place>();

  /**
   * @param seconds how long small changes are added up
   * @param now `performance.now()`, milliseconds, as in updates
   */
  constructor(seconds: number, now: number) {
    this.#windowMilliseconds = seconds * 1000;
    this.#lastChange = now;
  }

  /** Takes an update of a screen of that size. */
  add({ regions, resized, time }: ScreenUpdate, screen: { readonly width: number; readonly height: number }): void {
    for (const region of regions) this.#note({ ...region, time });
    let changed = 0;
    for (const place of this.#places) {
      if (place.time > time - this.#windowMilliseconds) changed += place.width * place.height;
      else this.#places.delete(place);
    }
    if (!resized && changed <= screen.width * screen.height * negligibleShare) return;
    this.#places.clear();
    this.#lastChange = time;
  }

  /** Seconds since the last change that counts. */
  seconds(now: number): number {
    return (now - this.#lastChange) / 1000;
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
