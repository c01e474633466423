// Buffers the bytes that a server sent, so that a message can be read however its bytes arrived.
import { RfbFormatError } from "./errors.ts";

/** Most bytes that a single {@link ByteReader.need} may wait for: a garbled length must not fill the memory. */
export const maxNeededBytes = 256 * 1024 * 1024;

const initialCapacityBytes = 256 * 1024;

interface Waiter {
  readonly count: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** A buffer between a socket that pushes and one reader that pulls. Numbers are big-endian (RFC 6143 section 7). */
export class ByteReader {
  #buffer = Buffer.allocUnsafe(initialCapacityBytes);
  #start = 0;
  #end = 0;
  #waiter: Waiter | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** Bytes that have arrived and were not taken yet. */
  get available(): number {
    return this.#end - this.#start;
  }

  /** Adds a copy of bytes that arrived. */
  push(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
    this.#wake();
  }

  /** No more bytes will come: a wait for more than are there rejects with `error`. */
  end(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  /**
   * Resolves once at least `count` bytes are there. One caller at a time.
   *
   * @throws the error given to {@link end}, when they will never come
   * @throws {RfbFormatError} when it is more than {@link maxNeededBytes}
   */
  async need(count: number): Promise<void> {
    if (this.available >= count) return;
    if (this.#failure) throw this.#failure.error;
    if (count > maxNeededBytes) throw new RfbFormatError(`a piece of ${count} bytes`);
    await new Promise<void>((resolve, reject) => {
      this.#waiter = { count, resolve, reject };
    });
  }

  /** Takes one byte. Call {@link need} first, as for the methods below. */
  u8(): number {
    return this.#buffer.readUInt8(this.#advance(1));
  }

  /** Takes an unsigned number of two bytes. */
  u16(): number {
    return this.#buffer.readUInt16BE(this.#advance(2));
  }

  /** Takes an unsigned number of four bytes. */
  u32(): number {
    return this.#buffer.readUInt32BE(this.#advance(4));
  }

  /** Takes a signed number of four bytes. */
  s32(): number {
    return this.#buffer.readInt32BE(this.#advance(4));
  }

  /** Takes `count` bytes. The view is valid until the next wait. */
  view(count: number): Buffer {
    const at = this.#advance(count);
    return this.#buffer.subarray(at, at + count);
  }

  /** Drops `count` bytes as they arrive, without buffering all of them. */
  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      await this.need(1);
      left -= this.view(Math.min(left, this.available)).length;
    }
  }

  #advance(count: number): number {
    if (count > this.available) throw new RangeError(`${count} bytes taken, ${this.available} there`);
    const at = this.#start;
    this.#start += count;
    return at;
  }

  #reserve(count: number): void {
    if (this.#start === this.#end) this.#start = this.#end = 0;
    if (this.#end + count <= this.#buffer.length) return;
    const wanted = this.available + count;
    const target = wanted <= this.#buffer.length / 2 ? this.#buffer : Buffer.allocUnsafe(wanted * 2);
    this.#buffer.copy(target, 0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
    this.#buffer = target;
  }

  #wake(): void {
    const waiter = this.#waiter;
    if (!waiter) return;
    if (this.available >= waiter.count) {
      this.#waiter = undefined;
      waiter.resolve();
    } else if (this.#failure) {
      this.#waiter = undefined;
      waiter.reject(this.#failure.error);
    }
  }
}
