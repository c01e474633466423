// The registry of VMs: what others see, and what a dead program leaves.
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { acquireLock } from "../../../src/base/files/lock.ts";
import type { OtherVm } from "../../../src/host/place.ts";
import { aliveLock, type Registry, register, turnLock, withOthers } from "../../../src/host/registry.ts";
import { testDirectory } from "../../support/domains.ts";

const vm = { program: "p", ticket: 1, cores: 1, memory: 100 };

async function testRegistry(): Promise<Registry> {
  return { directory: await testDirectory(), cores: [0] };
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
  for (const id of ["0123456789ab", "ba9876543210"]) {
    for (const lock of [aliveLock, turnLock]) await writeFile(lock(registry, id), "");
  }
  expect(await others(registry)).toEqual([]);
  expect(await readdir(registry.directory)).toEqual([]);
});

test("an entry whose lock is gone may belong to a live program", async () => {
  const registry = await testRegistry();
  const entry = { ...vm, id: "0123456789ab" };
  await writeFile(join(registry.directory, entry.id), JSON.stringify(entry));
  expect(await others(registry)).toEqual([entry]);
});

test.for([
  "null",
  "[]",
  '{"id":"0123456789ab","program":"p","ticket":"1","cores":1,"memory":1}',
  '{"id":"0123456789ab","program":"p","ticket":1,"cores":1,"memory":1e300,"place":{"cores":"all","pinned":true}}',
])("ignores the malformed entry %s", async (text) => {
  const registry = await testRegistry();
  await using _alive = await acquireLock(aliveLock(registry, "0123456789ab"));
  await writeFile(join(registry.directory, "0123456789ab"), text);
  expect(await others(registry)).toEqual([]);
});

test("keeps an unreadable entry while its program lives", async () => {
  const registry = await testRegistry();
  await using _alive = await acquireLock(aliveLock(registry, "0123456789ab"));
  await writeFile(join(registry.directory, "0123456789ab"), "{");
  expect(await others(registry)).toEqual([]);
  expect(await readdir(registry.directory)).toContain("0123456789ab");
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
