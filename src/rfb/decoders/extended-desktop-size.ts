// ExtendedDesktopSize pseudo-encoding (rfbproto, "ExtendedDesktopSize Pseudo-encoding"): the size and its screens.
import type { Encoding } from "./encoding.ts";

/** Length of one screen's description. */
const screenBytes = 16;

/** Resizes the framebuffer and skips the layout of the screens. */
export const extendedDesktopSize: Encoding = {
  number: -308,
  paints: false,
  create:
    () =>
    async (reader, framebuffer, { y: status, width, height }) => {
      await reader.need(4);
      const screens = reader.u8();
      reader.view(3);
      await reader.skip(screens * screenBytes);
      // A status other than 0 reports that a client's own request failed: nothing changed.
      if (status === 0) framebuffer.resize(width, height);
    },
};
