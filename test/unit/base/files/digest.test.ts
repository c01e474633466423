import { expect, test } from "vitest";
import { digestOf } from "../../../../src/base/files/digest.ts";

test("returns the SHA-256 digest of the UTF-8 text", () => {
  // // The example of FIPS 180-4.
  expect(digestOf("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(digestOf("ä")).toBe("33e6d73fee82904c8d7afb78de1154d1e8dc2a0edb08120e63df5b9385c2d9cc");
});

test("keeps the requested number of digits", () => {
  expect(digestOf("abc", 8)).toBe("ba7816bf");
});
