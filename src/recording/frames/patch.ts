// A rectangle copied from a frame, to paint over another one later; large ones are compressed.
import { promisify } from "node:util";
import { constants, deflateRaw, inflateRawSync } from "node:zlib";
import type { Frame, Region } from "../../base/geometry/frame.ts";

const deflate = promisify(deflateRaw);

/** Compressing fewer bytes is not worth the call. */
const smallestPackedBytes = 16 * 1024;

/** A copy of a part of a frame. */
export class Patch {
  readonly region: Region;
  #pixels: Uint8Array;
  #packed = false;

  /** Copies the region, which lies within the frame. */
  constructor(frame: Frame, region: Region) {
    this.region = region;
    const line = region.width * 4;
    this.#pixels = new Uint8Array(line * region.height);
    for (let row = 0; row < region.height; row++) {
      const start = offset(frame, region, row);
      this.#pixels.set(frame.data.subarray(start, start + line), row * line);
    }
  }

  /** Size in memory, in bytes. */
  get bytes(): number {
    return this.#pixels.length;
  }

  /** Compresses the pixels on another thread, if that saves memory. */
  async pack(): Promise<void> {
    if (this.#packed || this.bytes < smallestPackedBytes) return;
    // Desktop content is so plain that the fastest level compresses well.
    const packed = await deflate(this.#pixels, { level: constants.Z_BEST_SPEED });
    if (packed.length >= this.bytes) return;
    this.#pixels = new Uint8Array(packed);
    this.#packed = true;
  }

  /** Paints it at the place it was copied from. */
  paint(frame: Frame): void {
    const pixels = this.#packed ? inflateRawSync(this.#pixels) : this.#pixels;
    const line = this.region.width * 4;
    for (let row = 0; row < this.region.height; row++) {
      frame.data.set(pixels.subarray(row * line, (row + 1) * line), offset(frame, this.region, row));
    }
  }
}

function offset(frame: Frame, { x, y }: Region, row: number): number {
  return ((y + row) * frame.width + x) * 4;
}
