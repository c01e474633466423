// The decoders by encoding number: the place to add one.
import { encoding } from "../messages.ts";
import { ServerState } from "../server-state.ts";
import { createAlphaCursorDecoder } from "./alpha-cursor.ts";
import { decodeCopyRect } from "./copy-rect.ts";
import { createCursorDecoder } from "./cursor.ts";
import type { Decoder } from "./decoder.ts";
import { decodeDesktopSize } from "./desktop-size.ts";
import { decodeExtendedDesktopSize } from "./extended-desktop-size.ts";
import { createExtendedKeyEventDecoder } from "./extended-key-event.ts";
import { createLedStateDecoder } from "./led-state.ts";
import { decodeRaw } from "./raw.ts";
import { createZrleDecoder } from "./zrle.ts";

/** Decoders for one connection; what is not painted goes to the seat. */
export function createDecoders(seat: ServerState = new ServerState()): ReadonlyMap<number, Decoder> {
  return new Map([
    [encoding.raw, decodeRaw],
    [encoding.copyRect, decodeCopyRect],
    [encoding.zrle, createZrleDecoder()],
    [encoding.desktopSize, decodeDesktopSize],
    [encoding.extendedDesktopSize, decodeExtendedDesktopSize],
    [encoding.cursor, createCursorDecoder(seat)],
    [encoding.alphaCursor, createAlphaCursorDecoder(seat)],
    [encoding.extendedKeyEvent, createExtendedKeyEventDecoder(seat)],
    [encoding.ledState, createLedStateDecoder(seat)],
  ]);
}
