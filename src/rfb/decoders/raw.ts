// Raw encoding (RFC 6143 section 7.7.1): uncompressed pixels.
import type { Encoding } from "./encoding.ts";

/** Paints whole rows as soon as they arrive. */
export const raw: Encoding = {
  number: 0,
  paints: true,
  create:
    () =>
    async (reader, framebuffer, { x, y, width, height }) => {
      if (width === 0) return;
      const rowLength = width * 4;
      for (let done = 0; done < height; ) {
        await reader.need(rowLength);
        const rows = Math.min(Math.floor(reader.available / rowLength), height - done);
        framebuffer.paintBytes({ x, y: y + done, width, height: rows }, reader.view(rows * rowLength));
        done += rows;
      }
    },
};
