// QEMU Extended Key Event pseudo-encoding (rfbproto, same name): the server says that it takes scan codes.
import type { ServerState } from "../server-state.ts";
import type { Decoder } from "./decoder.ts";

/** A decoder that notes it; there is no body. */
export function createExtendedKeyEventDecoder(seat: ServerState): Decoder {
  return async () => {
    seat.takesScanCodes = true;
  };
}
