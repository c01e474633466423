import { expect, test } from "vitest";
import { BufferPool } from "../../../../src/recording/frames/buffer-pool.ts";

test("allocates buffers on demand up to a limit, and reuses them", () => {
  const pool = new BufferPool(16 * 1024 * 1024);
  const taken = [pool.take(), pool.take(), pool.take()];
  expect(new Set(taken).size).toBe(3);
  expect(taken.every((buffer) => buffer?.length === 16 * 1024 * 1024)).toBe(true);
  expect(pool.take()).toBeUndefined();
  const [first] = taken;
  if (first) pool.give(first);
  expect(pool.take()).toBe(first);
  expect(pool.take()).toBeUndefined();
});

test("allows a few buffers of any size", () => {
  const pool = new BufferPool(20 * 1024 * 1024);
  expect([pool.take(), pool.take(), pool.take(), pool.take()].map((buffer) => buffer !== undefined)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});
