// Buffers the bytes that a server sent, so that reading a message does not depend on how its bytes were split.
import { RfbFormatError } from "./errors.ts";

/**
 * Maximum number of bytes for one {@link ByteReader.need}: a corrupt length must not exhaust the memory. The longest
 * part of a message is a compressed 8K screen.
 */
export const maxNeededBytes = 144 * 1024 * 1024;

/** Bytes that are buffered, but not needed yet, above which the source is paused. */
const highWaterBytes = 8 * 1024 * 1024;

const initialCapacityBytes = 256 * 1024;

interface Waiter {
  readonly count: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** Pauses and resumes the source of the bytes, such as a socket. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/** A buffer between a socket that pushes and one reader that pulls. Integers are big-endian (RFC 6143 section 7). */
export class ByteReader {
  #buffer = Buffer.allocUnsafe(initialCapacityBytes);
  #start = 0;
  #end = 0;
  #waiter: Waiter | undefined;
  #failure: { readonly error: unknown } | undefined;
  #closed = false;
  readonly #flow: Flow | undefined;
  #paused = false;

  /** @param flow paused while more arrives than is taken; default: everything that arrives is buffered */
  constructor(flow?: Flow) {
    this.#flow = flow;
  }

  /** Number of bytes that have arrived and have not been taken. */
  get available(): number {
    return this.#end - this.#start;
  }

  /** Adds a copy of the bytes. */
  push(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
    this.#wake();
    if (!this.#waiter && this.available > highWaterBytes) this.#pause(true);
  }

  /** Marks the end of the stream: a wait for more bytes than are buffered rejects with `error`. */
  end(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  /** Like {@link end}, but what is buffered is not read any more either. */
  close(error: unknown): void {
    this.#closed = true;
    this.end(error);
  }

  /**
   * Resolves once at least `count` bytes are buffered. One caller at a time.
   *
   * @throws the error given to {@link end}, when the stream ends first, or to {@link close}
   * @throws {RfbFormatError} when `count` exceeds {@link maxNeededBytes}
   */
  async need(count: number): Promise<void> {
    if (this.available >= count && !this.#closed) return;
    if (this.#failure) throw this.#failure.error;
    if (count > maxNeededBytes) throw new RfbFormatError(`a message part of ${count} bytes is too long`);
    this.#pause(false);
    await new Promise<void>((resolve, reject) => {
      this.#waiter = { count, resolve, reject };
    });
  }

  /** Takes one byte. Call {@link need} first, as for the methods below. */
  u8(): number {
    return this.#buffer.readUInt8(this.#advance(1));
  }

  /** Takes an unsigned integer of two bytes. */
  u16(): number {
    return this.#buffer.readUInt16BE(this.#advance(2));
  }

  /** Takes an unsigned integer of four bytes. */
  u32(): number {
    return this.#buffer.readUInt32BE(this.#advance(4));
  }

  /** Takes a signed integer of four bytes. */
  s32(): number {
    return this.#buffer.readInt32BE(this.#advance(4));
  }

  /** Takes `count` bytes. The view is valid until the next {@link need}. */
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

  #pause(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) this.#flow?.pause();
    else this.#flow?.resume();
  }

  #advance(count: number): number {
    if (count > this.available) throw new RangeError(`cannot take ${count} bytes: only ${this.available} are buffered`);
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
