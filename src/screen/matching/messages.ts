// What the main thread and the thread that searches say to each other.
import type { Frame, Region } from "../../base/geometry/frame.ts";
import type { Comparing, Comparison } from "../compare.ts";
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

/** What is not answered; `finder` is the number of the one that asks. */
export type Notice =
  | { readonly kind: "open"; readonly finder: number; readonly sought: readonly Sought[]; readonly region?: Region }
  | { readonly kind: "close"; readonly finder: number };

/** Asks where the pictures of a finder are. */
export interface LookQuestion {
  readonly kind: "look";
  readonly finder: number;
  /** The whole screen, or what has changed on it since the look before. */
  readonly parts: readonly Part[];
  /** Whether the parts are the whole screen, new. */
  readonly whole: boolean;
}

/** Asks how alike two screens are. */
export interface CompareQuestion {
  readonly kind: "compare";
  readonly comparing: Comparing;
}

/** The best place of each picture that is sought; undefined where no place is promising. */
export type Places = readonly (Place | undefined)[];

/** The answer to a question. */
export type Answer<Question> = Question extends LookQuestion ? Places : Comparison;

/** What the searching thread gets; `call` numbers the questions. */
export type Request = Notice | ((LookQuestion | CompareQuestion) & { readonly call: number });

/** What it answers. */
export type Reply =
  | { readonly call: number; readonly value: Places | Comparison }
  | { readonly call: number; readonly failure: string };
