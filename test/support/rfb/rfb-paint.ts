// Runs updates through the client's decoders and returns what they painted.
import type { Region } from "../../../src/base/geometry/region.ts";
import type { Encoding } from "../../../src/rfb/decoders/encoding.ts";
import { createDecoders, knownEncodings } from "../../../src/rfb/decoders/index.ts";
import { Framebuffer } from "../../../src/rfb/framebuffer/framebuffer.ts";
import { ServerState } from "../../../src/rfb/server-state.ts";
import { type ReceivedUpdate, readUpdate } from "../../../src/rfb/update.ts";
import { feed } from "./rfb-bytes.ts";

/** A painted update. */
export interface Painted {
  readonly framebuffer: Framebuffer;
  readonly update: ReceivedUpdate;
}

/** Paints updates that arrive in pieces of at most `size` bytes, in sequence on a black screen. */
export async function paint(
  screen: { readonly width: number; readonly height: number },
  updates: readonly Buffer[],
  size = Number.MAX_SAFE_INTEGER,
  encodings: readonly Encoding[] = knownEncodings,
): Promise<Painted> {
  const framebuffer = new Framebuffer(screen.width, screen.height);
  const decoders = createDecoders(new ServerState(), encodings);
  const reader = feed(Buffer.concat(updates), size);
  let update: ReceivedUpdate | undefined;
  for (let count = 0; count < updates.length; count++) update = await readUpdate(reader, framebuffer, decoders);
  if (!update) throw new Error("there was no update");
  return { framebuffer, update };
}

/** The pixels of a region as `rrggbb`, row by row. */
export function colours(framebuffer: Framebuffer, { x, y, width, height }: Region): string[][] {
  const { data } = framebuffer.frame;
  const colour = (at: number): string => Buffer.from(data.subarray(at, at + 3)).toString("hex");
  return Array.from({ length: height }, (_row, row) =>
    Array.from({ length: width }, (_column, column) => colour(((y + row) * framebuffer.width + x + column) * 4)),
  );
}
