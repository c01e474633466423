import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryOf, memoryShares, sharesOf } from "../../../src/host/memory-shares.ts";

test.each([
  [24_001, 12_000, 16],
  [2048, 4096, 32],
  [16_384, 4096, 8],
  [262_144, 64, 1],
])("on a host with %i MiB, a VM with %i takes %i shares of 32", (host, wanted, shares) => {
  expect(sharesOf(host, wanted)).toBe(shares);
});

test("a VM with the memory of so many shares takes just these", () => {
  const hosts = fc.integer({ min: 1024, max: 4_000_000 });
  const counts = fc.integer({ min: 1, max: memoryShares });
  fc.assert(fc.property(hosts, counts, (host, count) => sharesOf(host, memoryOf(host, count)) === count));
});
