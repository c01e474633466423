// Reuses a limited number of buffers for frames on their way to the encoder.

/** Memory for waiting frames: about a second of a usual screen. */
const mostBytes = 48 * 1024 * 1024;

/** Minimum number of waiting frames, however large they are. */
const fewestBuffers = 3;

/** A pool of buffers of one length. */
export class BufferPool {
  readonly #length: number;
  readonly #most: number;
  readonly #free: Uint8Array[] = [];
  #made = 0;

  constructor(length: number) {
    this.#length = length;
    this.#most = Math.max(fewestBuffers, Math.floor(mostBytes / length));
  }

  /** Takes a buffer with arbitrary content; returns undefined while all are in use. */
  take(): Uint8Array | undefined {
    const free = this.#free.pop();
    if (free !== undefined || this.#made === this.#most) return free;
    this.#made++;
    return new Uint8Array(this.#length);
  }

  /** Returns a buffer to the pool. */
  give(buffer: Uint8Array): void {
    this.#free.push(buffer);
  }
}
