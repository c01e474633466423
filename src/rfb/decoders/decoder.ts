// What every decoder looks like.
import type { Region } from "../../base/geometry/frame.ts";
import type { Framebuffer } from "../framebuffer/framebuffer.ts";
import type { ByteReader } from "../reader.ts";

/**
 * Reads the body of one rectangle of an update and paints it. It waits for bytes as they come, and throws
 * `RfbFormatError` where they make no sense.
 */
export type Decoder = (reader: ByteReader, framebuffer: Framebuffer, rectangle: Region) => Promise<void>;
