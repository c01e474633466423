// The units of an H.264 stream: their types, and their emulation prevention bytes.

/** NAL unit types (ITU-T H.264, table 7-1). */
export const unitType = { slice: 1, keySlice: 5, information: 6, sequence: 7, picture: 8 } as const;

/** A unit's type, from its first byte. */
export function typeOf(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}

/** Removes the emulation prevention bytes (3) from a unit. */
export function withoutEscapes(unit: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(unit.length);
  let length = 0;
  let zeros = 0;
  for (const byte of unit) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    bytes[length++] = byte;
  }
  return bytes.subarray(0, length);
}

/** Inserts an emulation prevention byte (3) wherever the unit would contain a start code. */
export function withEscapes(bytes: Uint8Array): Uint8Array {
  const unit = new Uint8Array(bytes.length + Math.ceil(bytes.length / 2));
  let length = 0;
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte <= 3) {
      unit[length++] = 3;
      zeros = 0;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    unit[length++] = byte;
  }
  return unit.subarray(0, length);
}
