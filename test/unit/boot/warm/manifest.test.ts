import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Manifest, readManifest, writeManifest } from "../../../../src/boot/warm/manifest.ts";
import { someFacts } from "./facts.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-manifest-"));
});
afterEach(() => rm(directory, { recursive: true }));

const manifest: Manifest = {
  facts: someFacts,
  bootId: "2f1d9a4c-3c1b-4c6e-8b59-5d0e0f6f6f00",
  state: { bytes: 3, checksum: 4 },
  disk: { bytes: 5, checksum: 6 },
  madeAt: "2026-01-01T00:00:00.000Z",
};

test("reads back what was written", async () => {
  await writeManifest(directory, manifest);
  expect(await readManifest(directory)).toEqual(manifest);
});

test("a missing manifest reads as undefined", async () => {
  expect(await readManifest(directory)).toBeUndefined();
  expect(await readManifest(join(directory, "none"))).toBeUndefined();
  await mkdir(join(directory, "warm.json"));
  expect(await readManifest(directory)).toBeUndefined();
});

async function read(text: string | Uint8Array): Promise<Manifest | undefined> {
  await writeFile(join(directory, "warm.json"), text);
  return readManifest(directory);
}

test.for(["", " ", "{", "null", "[]", "1", '"x"', "{}", "\0\0\0\0"])("rejects %j", async (text) => {
  expect(await read(text)).toBeUndefined();
});

test("rejects a manifest truncated at any byte", async () => {
  const text = JSON.stringify(manifest);
  for (let end = 0; end < text.length; end++) expect(await read(text.slice(0, end)), String(end)).toBeUndefined();
});

test.for([
  ["facts", undefined],
  ["facts", null],
  ["facts", "x"],
  ["facts", {}],
  ["facts", { ...someFacts, image: null }],
  ["facts", { ...someFacts, host: 3 }],
  ["bootId", 7],
  ["state", undefined],
  ["state", { bytes: "3", checksum: 4 }],
  ["disk", null],
  ["disk", { bytes: 3 }],
] as const)("rejects a manifest whose %s is %j", async ([name, value]) => {
  expect(await read(JSON.stringify({ ...manifest, [name]: value }))).toBeUndefined();
});

test("rejects garbage without throwing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), fc.string(), fc.uint8Array()), async (garbage) => {
      expect(await read(garbage)).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});
