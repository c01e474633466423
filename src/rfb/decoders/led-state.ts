// QEMU LED State pseudo-encoding (rfbproto, "QEMU LED State Pseudo-encoding"): the lights of the guest's keyboard.
import type { ServerState } from "../server-state.ts";
import type { Decoder } from "./decoder.ts";

/** A decoder that gives the seat its lights. */
export function createLedStateDecoder(seat: ServerState): Decoder {
  return async (reader) => {
    await reader.need(1);
    const lights = reader.u8();
    seat.lights = { scrollLock: (lights & 1) !== 0, numLock: (lights & 2) !== 0, capsLock: (lights & 4) !== 0 };
  };
}
