// Measures how long a screen has been still, from the updates of its client.
import { around, overlap, type Region } from "../../base/geometry/region.ts";
import type { ScreenUpdate } from "../../base/live-screen.ts";

/** Changes to a smaller share of the screen are a blinking cursor or a clock, not a desktop being drawn. */
const negligibleShare = 0.001;

/** A part of the screen with a recent change. */
interface Place extends Region {
  readonly time: number;
}

/** Follows the updates of one screen. */
export class Stillness {
  readonly #windowMs: number;
  #lastChange: number;
  /** Small changes. A blinking cursor stays one place; icons drawn one after another add up. */
  readonly #places = new Set<Place>();
  /** The places of the last changes that count. */
  readonly #changed = new Set<Place>();

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
    for (const region of regions) note(this.#places, { ...region, time });
    forget(this.#places, time - this.#windowMs);
    const changed = [...this.#places].reduce((sum, place) => sum + place.width * place.height, 0);
    if (!resized && changed <= screen.width * screen.height * negligibleShare) return;
    for (const place of this.#places) note(this.#changed, place);
    forget(this.#changed, time - this.#windowMs);
    this.#places.clear();
    this.#lastChange = time;
  }

  /** Milliseconds since the last change that counts. */
  stillMs(now: number): number {
    return now - this.#lastChange;
  }

  /** Where the screen changed last, in ways that count. */
  get changed(): readonly Region[] {
    return [...this.#changed].map(({ x, y, width, height }) => ({ x, y, width, height }));
  }
}

/** Adds a place, merged with those that it overlaps. */
function note(places: Set<Place>, place: Place): void {
  let whole = place;
  for (const known of places) {
    if (!overlap(whole, known)) continue;
    whole = { ...around(whole, known), time: place.time };
    places.delete(known);
  }
  places.add(whole);
}

/** Removes the places that did not change after a time. */
function forget(places: Set<Place>, time: number): void {
  for (const place of places) if (place.time <= time) places.delete(place);
}
