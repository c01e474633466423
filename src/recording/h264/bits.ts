// Reads and writes bit fields and Exp-Golomb codes (ITU-T H.264, sections 7.2 and 9.1).

/** Reads fields from bytes without emulation prevention (see nal.ts). */
export class BitReader {
  readonly #bytes: Uint8Array;
  /** Index of the next bit. */
  position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A number of this many bits, u(n). Zeros beyond the end. */
  read(bits: number): number {
    let value = 0;
    for (let bit = 0; bit < bits; bit++, this.position++) {
      value = value * 2 + (((this.#bytes[this.position >> 3] ?? 0) >> (7 - (this.position & 7))) & 1);
    }
    return value;
  }

  /** A flag, u(1). */
  flag(): boolean {
    return this.read(1) === 1;
  }

  /** An Exp-Golomb number, ue(v). */
  unsigned(): number {
    let zeros = 0;
    while (zeros < 32 && this.read(1) === 0) zeros++;
    return 2 ** zeros - 1 + this.read(zeros);
  }

  /** A signed Exp-Golomb number, se(v). */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : 0 - code / 2;
  }
}

/** Writes fields. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #length = 0;

  /** A number of this many bits, u(n). */
  write(value: number, bits: number): this {
    for (let bit = bits - 1; bit >= 0; bit--) {
      if ((this.#length & 7) === 0) this.#bytes.push(0);
      const last = this.#bytes.length - 1;
      const one = Math.floor(value / 2 ** bit) % 2;
      this.#bytes[last] = (this.#bytes[last] ?? 0) | (one << (7 - (this.#length & 7)));
      this.#length++;
    }
    return this;
  }

  /** An Exp-Golomb number, ue(v). */
  unsigned(value: number): this {
    const bits = Math.floor(Math.log2(value + 1));
    return this.write(0, bits).write(value + 1, bits + 1);
  }

  /** Writes the trailing bits that end every unit, a one and zeros up to the next byte, and returns all bytes. */
  finish(): Uint8Array {
    this.write(1, 1);
    return Uint8Array.from(this.#bytes);
  }
}

/** Overwrites `bits` bits from `position` on with a number. */
export function overwrite(bytes: Uint8Array, position: number, value: number, bits: number): void {
  for (let bit = 0; bit < bits; bit++) {
    const at = position + bit;
    const mask = 1 << (7 - (at & 7));
    const one = (value >> (bits - 1 - bit)) & 1;
    bytes[at >> 3] = one ? (bytes[at >> 3] ?? 0) | mask : (bytes[at >> 3] ?? 0) & ~mask;
  }
}
