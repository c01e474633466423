// When a native handle is freed.
import { expect, test } from "vitest";
import { Handle } from "../../../src/libvirt/handle.ts";

function counted(): { handle: Handle; freed: bigint[] } {
  const freed: bigint[] = [];
  const handle = new Handle(42n, async (pointer) => {
    freed.push(pointer);
  });
  return { handle, freed };
}

test("frees an unused handle at once, and only once", async () => {
  const { handle, freed } = counted();
  await handle.dispose();
  await handle.dispose();
  expect(freed).toEqual([42n]);
  expect(handle.open).toBe(false);
});

test("frees a handle in use after its last call returns", async () => {
  const { handle, freed } = counted();
  handle.acquire();
  handle.acquire();
  await handle.dispose();
  handle.release();
  expect(freed).toEqual([]);
  handle.release();
  expect(freed).toEqual([42n]);
});

test("does not free a handle that is still owned when its calls end", () => {
  const { handle, freed } = counted();
  handle.acquire();
  handle.release();
  expect(freed).toEqual([]);
  expect(handle.open).toBe(true);
});
