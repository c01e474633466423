// QEMU Extended Key Event pseudo-encoding (rfbproto, same name): the server says that it takes scan codes.
import type { Seat } from "../server-state.ts";
import type { Decoder } from "./decoder.ts";

/** A decoder that notes it; there is no body. */
export function createExtendedKeyEventDecoder(seat: Seat): Decoder {
  return async () => {
    seat.takesScanCodes = true;
  };
}
