// LastRect pseudo-encoding (rfbproto, "LastRect Pseudo-encoding"): ends an update before its announced last rectangle.
import type { Encoding } from "./encoding.ts";

/** Ends the update. It has no body. */
export const lastRect: Encoding = { number: -224, paints: false, endsUpdate: true, create: () => async () => {} };
