// LastRect pseudo-encoding (rfbproto, "LastRect Pseudo-encoding"): the update has fewer rectangles than it announced.
import type { Encoding } from "./encoding.ts";

/** Ends the update; there is no body. */
export const lastRect: Encoding = { number: -224, paints: false, endsUpdate: true, create: () => async () => {} };
