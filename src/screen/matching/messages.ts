// What the main thread and the thread that searches say to each other.
import type { Frame, Region } from "../../base/frame.ts";
import type { Place } from "./search.ts";

/** One look of what is searched for. */
export interface Sought {
  readonly picture: Frame;
  /** A byte for each pixel: 1 where the screen must look like it. */
  readonly mask: Uint8Array;
}

/** A part of a screen. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly frame: Frame;
}

/** What the searching thread is asked for; `finder` is the number of the one that asks. */
export type Request =
  | { readonly kind: "open"; readonly finder: number; readonly sought: readonly Sought[]; readonly region?: Region }
  | {
      readonly kind: "look";
      readonly finder: number;
      /** The whole screen, or what has changed on it since the look before. */
      readonly parts: readonly Part[];
      /** Whether the parts are the whole screen, new. */
      readonly whole: boolean;
    }
  | { readonly kind: "close"; readonly finder: number };

/** The answer to a look: the best place of each that is sought, or why there is none. */
export type Reply =
  | { readonly finder: number; readonly places: readonly (Place | undefined)[] }
  | { readonly finder: number; readonly failure: string };
