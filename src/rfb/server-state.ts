// What a server says of its seat: the pointer's shape, the keyboard's lights, and whether it takes scan codes.
import type { CursorShape } from "../base/live-screen.ts";
import type { PixelOrder } from "./messages.ts";

/** The lights of the guest's keyboard. */
export interface KeyboardLights {
  readonly scrollLock: boolean;
  readonly numLock: boolean;
  readonly capsLock: boolean;
}

/** The order of colours in what a server sends. */
export interface ColourOrders {
  /** In pixels of the agreed format. */
  readonly pixels: PixelOrder;
  /** In cursors with alpha, whose format is not agreed on. */
  readonly alphaCursors: PixelOrder;
}

/** Filled by the decoders of the pseudo-encodings, for as long as a connection lasts. */
export class ServerState {
  readonly orders: ColourOrders;
  /** Undefined until the server has sent one. */
  cursor: CursorShape | undefined;
  /** Undefined until the server has told. */
  lights: KeyboardLights | undefined;
  /** Whether the server has said that it takes scan codes. */
  takesScanCodes = false;

  constructor(orders: ColourOrders = { pixels: "rgb", alphaCursors: "rgb" }) {
    this.orders = orders;
  }
}
