// The registry of VMs: what others see, and what a dead program leaves.
import { randomUUID } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { acquireLock } from "../../../src/base/files/lock.ts";
import type { OtherVm } from "../../../src/host/place.ts";
import { type Registry, register, withOthers } from "../../../src/host/registry.ts";
import { testDirectory } from "../../support/domains.ts";

const vm = { program: "p", ticket: 1, cores: 1, memory: 100 };

async function testRegistry(): Promise<Registry> {
  return { name: `test-${randomUUID().slice(0, 8)}`, directory: await testDirectory(), cores: [0] };
}

function others(registry: Registry, own = ""): Promise<readonly OtherVm[]> {
  return withOthers(registry, own, undefined, async (entries) => entries);
}

test("others see a VM's entry until it is removed", async () => {
  const registry = await testRegistry();
  const entry = await register(registry, "demo-a");
  expect(await others(registry)).toEqual([]);
  await entry.write(vm);
  await entry.write({ ...vm, place: { cores: [0], pinned: true } });
  expect(await others(registry)).toEqual([{ ...vm, id: entry.id, place: { cores: [0], pinned: true } }]);
  expect(await others(registry, entry.id)).toEqual([]);
  await entry[Symbol.asyncDispose]();
  expect(await others(registry)).toEqual([]);
  expect(await readdir(registry.directory)).toEqual([]);
});

test("removes entries of dead programs, complete or not", async () => {
  const registry = await testRegistry();
  await writeFile(join(registry.directory, "0123456789ab"), JSON.stringify({ ...vm, id: "0123456789ab" }));
  await writeFile(join(registry.directory, "ba9876543210.new"), "{");
  expect(await others(registry)).toEqual([]);
  expect(await readdir(registry.directory)).toEqual([]);
});

test("keeps an unreadable entry while its program lives", async () => {
  const registry = await testRegistry();
  await using _alive = await acquireLock(`${registry.name}-vm-0123456789ab`);
  await writeFile(join(registry.directory, "0123456789ab"), "{");
  expect(await others(registry)).toEqual([]);
  expect(await readdir(registry.directory)).toEqual(["0123456789ab"]);
});

test("locks the registry for one program at a time", async () => {
  const registry = await testRegistry();
  let inside = 0;
  const work = (): Promise<void> =>
    withOthers(registry, "", undefined, async () => {
      expect(++inside).toBe(1);
      await readdir(registry.directory);
      inside--;
    });
  await Promise.all(Array.from({ length: 10 }, work));
});
