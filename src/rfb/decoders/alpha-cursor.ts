// Cursor With Alpha pseudo-encoding (rfbproto, "Cursor With Alpha Pseudo-encoding"): a cursor with an alpha channel.
import { RfbFormatError } from "../errors.ts";
import { checkCursorSize, inOrder } from "./cursor.ts";
import type { Encoding } from "./encoding.ts";
import { raw } from "./raw.ts";

/** Sets the server state's cursor. */
export const alphaCursor: Encoding = {
  number: -314,
  paints: false,
  create: (state) => async (reader, _framebuffer, rectangle) => {
    checkCursorSize(rectangle);
    const { x: hotX, y: hotY, width, height } = rectangle;
    await reader.need(4);
    const pixelEncoding = reader.s32();
    // QEMU and TigerVNC send nothing else.
    if (pixelEncoding !== raw.number) throw new RfbFormatError(`cursor with alpha in encoding ${pixelEncoding}`);
    const length = width * height * 4;
    await reader.need(length);
    state.cursor = { width, height, hotX, hotY, data: inOrder(reader.view(length), state.orders.alphaCursors) };
  },
};
