// The interface of an encoding. Each encoding has a file of its own and is listed in index.ts.
import type { Region } from "../../base/geometry/region.ts";
import type { Framebuffer } from "../framebuffer/framebuffer.ts";
import type { ByteReader } from "../reader.ts";
import type { ServerState } from "../server-state.ts";

/**
 * Reads the body of one rectangle of an update and applies it. Waits for the bytes that it needs.
 *
 * @throws {RfbFormatError} when the bytes are malformed
 */
export type Decoder = (reader: ByteReader, framebuffer: Framebuffer, rectangle: Region) => Promise<void>;

/** An encoding or pseudo-encoding of rectangles. */
export interface Encoding {
  /** RFB's number (RFC 6143 section 7.7; pseudo-encodings: the registry of the community's rfbproto). */
  readonly number: number;
  /** Whether its rectangle carries pixels of the screen, and so must lie within it. */
  readonly paints: boolean;
  /** Whether its rectangle, which has no body, ends the update. Default false. */
  readonly endsUpdate?: boolean;
  /** Creates the decoder of one connection. Decoded data other than pixels goes into `state`. */
  create(state: ServerState): Decoder;
}
