// QEMU Extended Key Event pseudo-encoding (rfbproto, same name): the server accepts scan codes.
import type { Encoding } from "./encoding.ts";

/** Records that the server accepts scan codes. It has no body. */
export const extendedKeyEvent: Encoding = {
  number: -258,
  paints: false,
  create: (state) => async () => {
    state.takesScanCodes = true;
  },
};
