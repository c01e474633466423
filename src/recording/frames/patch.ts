// Copies of parts of a frame, to be painted onto another one later. Large ones are compressed.
import { promisify } from "node:util";
import { constants, deflateRaw, inflateRawSync } from "node:zlib";
import { copyPixels, type Frame, paintPixels } from "../../base/geometry/frame.ts";
import type { Region } from "../../base/geometry/region.ts";

const deflate = promisify(deflateRaw);

/** Smaller patches are not compressed: it would not pay off. */
const smallestPackedBytes = 16 * 1024;

/** A copy of a part of a frame. */
export class Patch {
  readonly region: Region;
  #pixels: Uint8Array;
  #packed = false;

  /** Copies the region, which lies within the frame. */
  constructor(frame: Frame, region: Region) {
    this.region = region;
    this.#pixels = copyPixels(frame, region);
  }

  /** Size in memory, in bytes. */
  get bytes(): number {
    return this.#pixels.length;
  }

  /** Compresses the pixels on another thread, if that saves memory. */
  async pack(): Promise<void> {
    if (this.#packed || this.bytes < smallestPackedBytes) return;
    // Desktop content compresses well even at the fastest level.
    const packed = await deflate(this.#pixels, { level: constants.Z_BEST_SPEED });
    if (packed.length >= this.bytes) return;
    this.#pixels = new Uint8Array(packed);
    this.#packed = true;
  }

  /** Paints the patch at its original place. */
  paint(frame: Frame): void {
    paintPixels(frame, this.region, this.#packed ? inflateRawSync(this.#pixels) : this.#pixels);
  }
}
