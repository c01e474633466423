// How far two frames differ.
import { expect } from "vitest";

/** The fraction of pixels that differ between two frames of one size. */
export function difference(one: Uint8Array, other: Uint8Array): number {
  expect(other.length).toBe(one.length);
  let count = 0;
  for (let at = 0; at < one.length; at += 4) if (one[at] !== other[at] || one[at + 1] !== other[at + 1]) count++;
  return (count * 4) / one.length;
}
