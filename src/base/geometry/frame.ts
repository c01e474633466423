// A frame of a screen: what the RFB client, the screen and the recording exchange.

/** Pixels in RGBA order, 4 bytes each, row by row without padding. */
export interface Frame {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly data: Uint8Array;
}

/** A rectangle in pixels; (x, y) is its upper left corner. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The screen's size in pixels. */
export interface Resolution {
  readonly width: number;
  readonly height: number;
}
