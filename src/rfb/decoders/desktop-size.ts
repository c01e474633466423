// DesktopSize pseudo-encoding (RFC 6143 section 7.8.2): the screen has another size from here on.
import type { Encoding } from "./encoding.ts";

/** Takes the rectangle's own size; there is no body. */
export const desktopSize: Encoding = {
  number: -223,
  paints: false,
  create:
    () =>
    async (_reader, framebuffer, { width, height }) => {
      framebuffer.resize(width, height);
    },
};
