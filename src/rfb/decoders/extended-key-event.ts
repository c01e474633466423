// QEMU Extended Key Event pseudo-encoding (rfbproto, same name): the server accepts scan codes.
import type { Encoding } from "./encoding.ts";

/** Notes it in the server state; there is no body. */
export const extendedKeyEvent: Encoding = {
  number: -258,
  paints: false,
  create: (state) => async () => {
    state.takesScanCodes = true;
  },
};
