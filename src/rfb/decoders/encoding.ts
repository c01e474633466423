// What every encoding looks like: one file each, all listed in index.ts.
import type { Region } from "../../base/geometry/region.ts";
import type { Framebuffer } from "../framebuffer/framebuffer.ts";
import type { ByteReader } from "../reader.ts";
import type { ServerState } from "../server-state.ts";

/**
 * Reads the body of one rectangle of an update and applies it. Waits for bytes as they come, and throws
 * `RfbFormatError` where they make no sense.
 */
export type Decoder = (reader: ByteReader, framebuffer: Framebuffer, rectangle: Region) => Promise<void>;

/** An encoding or pseudo-encoding of rectangles. */
export interface Encoding {
  /** RFB's number (RFC 6143 section 7.7; pseudo-encodings: the registry of the community's rfbproto). */
  readonly number: number;
  /** Whether its rectangle carries pixels of the screen; if so, the rectangle must lie on it. */
  readonly paints: boolean;
  /** Whether the update ends with its rectangle, which has no body then. Default false. */
  readonly endsUpdate?: boolean;
  /** Makes the decoder of one connection. What is not painted goes into `state`. */
  create(state: ServerState): Decoder;
}
