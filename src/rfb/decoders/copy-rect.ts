// CopyRect encoding (RFC 6143 section 7.7.2): copies pixels from another position on the screen.
import type { Encoding } from "./encoding.ts";

/** Copies a rectangle within the framebuffer. */
export const copyRect: Encoding = {
  number: 1,
  paints: true,
  create: () => async (reader, framebuffer, rectangle) => {
    await reader.need(4);
    const source = { ...rectangle, x: reader.u16(), y: reader.u16() };
    framebuffer.check(source);
    framebuffer.copy(source, rectangle);
  },
};
