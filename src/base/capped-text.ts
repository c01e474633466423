// Keeps the beginning and the end of a text that a guest sends, so that a long one does not exhaust the memory.
import { StringDecoder } from "node:string_decoder";

/** How many bytes of a text are kept. */
export interface TextCap {
  readonly first: number;
  readonly last: number;
}

/** A text in UTF-8 that arrives in pieces. What lies between its kept ends is replaced by a note. */
export class CappedText {
  readonly cap: TextCap;
  readonly #first: Buffer[] = [];
  readonly #last: Buffer[] = [];
  #firstBytes = 0;
  #lastBytes = 0;
  #droppedBytes = 0;

  constructor(cap: TextCap) {
    this.cap = cap;
  }

  /** How many bytes of the beginning are still missing. */
  get missing(): number {
    return this.cap.first - this.#firstBytes;
  }

  /** How many bytes are left out. */
  get cutBytes(): number {
    return this.#droppedBytes + this.#surplus;
  }

  /** Adds the next bytes. */
  add(bytes: Buffer): void {
    const first = bytes.subarray(0, this.missing);
    const rest = bytes.subarray(first.length);
    if (first.length > 0) this.#first.push(first);
    if (rest.length > 0) this.#last.push(rest);
    this.#firstBytes += first.length;
    this.#lastBytes += rest.length;
    for (let oldest = this.#last[0]; oldest && oldest.length <= this.#surplus; oldest = this.#last[0]) {
      this.#last.shift();
      this.#lastBytes -= oldest.length;
      this.#droppedBytes += oldest.length;
    }
  }

  /** Notes that the caller leaves out the next bytes. */
  skip(bytes: number): void {
    this.#droppedBytes += bytes;
  }

  /** The text, with a note where something was left out. Bytes that are not UTF-8 become replacement characters. */
  toString(): string {
    const first = Buffer.concat(this.#first);
    const last = Buffer.concat(this.#last).subarray(this.#surplus);
    if (this.cutBytes === 0) return Buffer.concat([first, last]).toString("utf8");
    const note = `… demotool cut ${this.cutBytes} bytes of output here …`;
    return [withoutPartialEnd(first), note, withoutPartialStart(last)].filter(Boolean).join("\n");
  }

  get #surplus(): number {
    return Math.max(0, this.#lastBytes - this.cap.last);
  }
}

/** Leaves out a last character that was cut. */
function withoutPartialEnd(bytes: Buffer): string {
  return new StringDecoder("utf8").write(bytes);
}

/** Leaves out a first character that was cut: continuation bytes, of which a character has at most 3. */
function withoutPartialStart(bytes: Buffer): string {
  const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start++;
  return bytes.toString("utf8", start);
}
