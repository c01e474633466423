// DesktopSize pseudo-encoding (RFC 6143 section 7.8.2): the screen has another size from here on.
import type { Decoder } from "./decoder.ts";

/** Takes the rectangle's own size; there is no body. */
export const decodeDesktopSize: Decoder = async (_reader, framebuffer, { width, height }) => {
  framebuffer.resize(width, height);
};
