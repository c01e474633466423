// What can be looked for on a screen: a picture, or text.
import type { Region } from "../../base/geometry/frame.ts";

/** How a target is looked for; what a target says itself wins over what a call says. */
export interface LookOptions {
  /** The part of the screen to look in, in pixels. Default: all of it. */
  readonly region?: Region | undefined;
  /** How alike a picture must be, from 0 to 1. Default: the reference's own, else a value that fits most pictures. */
  readonly similarity?: number | undefined;
}

/** How to wait for a target. */
export interface WaitOptions extends LookOptions {
  /** Seconds. Default 30. */
  readonly timeout?: number | undefined;
}

/** A reference picture to look for; made by `image()`. */
export interface ImageTarget extends LookOptions {
  readonly kind: "image";
  /** The PNG file's absolute path. Variants and a JSON description may lie beside it. */
  readonly path: string;
}

/** Text to look for; made by `text()`. */
export interface TextTarget extends LookOptions {
  readonly kind: "text";
  readonly text: string | RegExp;
  /** Languages as tesseract names them, as in `eng` or `deu+eng`. Default `eng`. */
  readonly language?: string | undefined;
}

/** What can be looked for on a screen. */
export type Target = ImageTarget | TextTarget;
