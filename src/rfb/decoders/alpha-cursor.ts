// Cursor With Alpha pseudo-encoding (rfbproto, "Cursor With Alpha Pseudo-encoding"): the pointer's shape with soft edges.
import { RfbFormatError } from "../errors.ts";
import { encoding } from "../messages.ts";
import type { ServerState } from "../server-state.ts";
import { checkCursorSize, inOrder } from "./cursor.ts";
import type { Decoder } from "./decoder.ts";

/** A decoder that gives the seat its cursor. */
export function createAlphaCursorDecoder(seat: ServerState): Decoder {
  return async (reader, _framebuffer, rectangle) => {
    checkCursorSize(rectangle);
    const { x: hotX, y: hotY, width, height } = rectangle;
    await reader.need(4);
    const kind = reader.s32();
    // QEMU and TigerVNC send nothing else.
    if (kind !== encoding.raw) throw new RfbFormatError(`a cursor with alpha in encoding ${kind}`);
    const length = width * height * 4;
    await reader.need(length);
    seat.cursor = { width, height, hotX, hotY, data: inOrder(reader.view(length), seat.orders.alphaCursors) };
  };
}
