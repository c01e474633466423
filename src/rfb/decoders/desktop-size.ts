// DesktopSize pseudo-encoding (RFC 6143 section 7.8.2): the screen changes its size.
import type { Encoding } from "./encoding.ts";

/** Resizes the framebuffer to the rectangle's size. It has no body. */
export const desktopSize: Encoding = {
  number: -223,
  paints: false,
  create:
    () =>
    async (_reader, framebuffer, { width, height }) => {
      framebuffer.resize(width, height);
    },
};
