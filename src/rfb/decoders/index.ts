// The decoders by encoding number: the place to add one.
import { encoding } from "../messages.ts";
import { decodeCopyRect } from "./copy-rect.ts";
import type { Decoder } from "./decoder.ts";
import { decodeDesktopSize } from "./desktop-size.ts";
import { decodeExtendedDesktopSize } from "./extended-desktop-size.ts";
import { decodeRaw } from "./raw.ts";
import { createZrleDecoder } from "./zrle.ts";

/** Decoders for one connection. */
export function createDecoders(): ReadonlyMap<number, Decoder> {
  return new Map([
    [encoding.raw, decodeRaw],
    [encoding.copyRect, decodeCopyRect],
    [encoding.zrle, createZrleDecoder()],
    [encoding.desktopSize, decodeDesktopSize],
    [encoding.extendedDesktopSize, decodeExtendedDesktopSize],
  ]);
}
