// What a server reports: the pointer's shape, the keyboard's lights, and whether it accepts scan codes.
import type { CursorShape } from "../base/live-screen.ts";
import type { PixelOrder } from "./messages.ts";

/** The lights of the guest's keyboard. */
export interface KeyboardLights {
  readonly scrollLock: boolean;
  readonly numLock: boolean;
  readonly capsLock: boolean;
}

/** The order of colours in the server's pixels. */
export interface ColourOrders {
  /** In pixels of the agreed format. */
  readonly pixels: PixelOrder;
  /** In cursors with alpha, whose format is not negotiated. */
  readonly alphaCursors: PixelOrder;
}

/** Updated by the decoders of the pseudo-encodings. */
export class ServerState {
  readonly orders: ColourOrders;
  /** Undefined until the server has sent one. */
  cursor: CursorShape | undefined;
  /** Undefined until the server has sent them. */
  lights: KeyboardLights | undefined;
  /** Whether the server has announced that it accepts scan codes. */
  takesScanCodes = false;

  constructor(orders: ColourOrders = { pixels: "rgb", alphaCursors: "rgb" }) {
    this.orders = orders;
  }
}
