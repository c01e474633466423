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

test("an unused handle is freed at once, and once only", async () => {
  const { handle, freed } = counted();
  await handle.dispose();
  await handle.dispose();
  expect(freed).toEqual([42n]);
  expect(handle.open).toBe(false);
});

test("a handle in use is freed when its last call has come back", async () => {
  const { handle, freed } = counted();
  handle.acquire();
  handle.acquire();
  await handle.dispose();
  handle.release();
  expect(freed).toEqual([]);
  handle.release();
  expect(freed).toEqual([42n]);
});

test("a handle that nobody gave up is not freed by the end of its calls", () => {
  const { handle, freed } = counted();
  handle.acquire();
  handle.release();
  expect(freed).toEqual([]);
  expect(handle.open).toBe(true);
});
