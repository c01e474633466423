// The list of encodings that the client supports. Add new ones here.
import { ServerState } from "../server-state.ts";
import { alphaCursor } from "./alpha-cursor.ts";
import { copyRect } from "./copy-rect.ts";
import { cursor } from "./cursor.ts";
import { desktopSize } from "./desktop-size.ts";
import type { Decoder, Encoding } from "./encoding.ts";
import { extendedDesktopSize } from "./extended-desktop-size.ts";
import { extendedKeyEvent } from "./extended-key-event.ts";
import { lastRect } from "./last-rect.ts";
import { ledState } from "./led-state.ts";
import { raw } from "./raw.ts";
import { zrle } from "./zrle.ts";

/** Encodings of pixels, the preferred first. Raw leads: on one machine, compressing costs more than copying. */
export const pixelEncodings: readonly Encoding[] = [raw, copyRect, zrle];

/** Encodings of the pointer's shape, the preferred first, by the connection's `pointer` option. */
export const cursorEncodings = {
  alpha: [alphaCursor, cursor],
  mask: [cursor],
  painted: [],
} as const satisfies Readonly<Record<string, readonly Encoding[]>>;

/** Pseudo-encodings that every client announces, the preferred first. */
export const stateEncodings: readonly Encoding[] = [
  lastRect,
  extendedDesktopSize,
  desktopSize,
  extendedKeyEvent,
  ledState,
];

/** Every encoding that the client can decode. */
export const knownEncodings: readonly Encoding[] = [...pixelEncodings, ...cursorEncodings.alpha, ...stateEncodings];

/** An encoding in use by one connection. */
export interface ConnectionEncoding {
  readonly encoding: Encoding;
  readonly decode: Decoder;
}

/** Creates the decoders of one connection. Returns its encodings by number. */
export function createDecoders(
  state: ServerState = new ServerState(),
  encodings: Iterable<Encoding> = knownEncodings,
): ReadonlyMap<number, ConnectionEncoding> {
  return new Map([...encodings].map((encoding) => [encoding.number, { encoding, decode: encoding.create(state) }]));
}
