// Memory for pictures on their way to the encoder: as much as is needed, up to a limit.

/** All the pictures that may wait, together: about a second of a usual screen. */
const mostBytes = 48 * 1024 * 1024;

/** However large the pictures are, so many may wait. */
const fewestBuffers = 3;

/** Buffers of one length that are used again and again. */
export class BufferPool {
  readonly #length: number;
  readonly #most: number;
  readonly #free: Uint8Array[] = [];
  #made = 0;

  constructor(length: number) {
    this.#length = length;
    this.#most = Math.max(fewestBuffers, Math.floor(mostBytes / length));
  }

  /** A buffer with anything in it; undefined while all are in use. */
  take(): Uint8Array | undefined {
    const free = this.#free.pop();
    if (free !== undefined || this.#made === this.#most) return free;
    this.#made++;
    return new Uint8Array(this.#length);
  }

  /** Gives a buffer back. */
  give(buffer: Uint8Array): void {
    this.#free.push(buffer);
  }
}
