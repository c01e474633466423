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

test("what was written is what is read", async () => {
  await writeManifest(directory, manifest);
  expect(await readManifest(directory)).toEqual(manifest);
});

test("where there is none, there is none", async () => {
  expect(await readManifest(directory)).toBeUndefined();
  expect(await readManifest(join(directory, "none"))).toBeUndefined();
  await mkdir(join(directory, "warm.json"));
  expect(await readManifest(directory)).toBeUndefined();
});

async function read(text: string | Uint8Array): Promise<Manifest | undefined> {
  await writeFile(join(directory, "warm.json"), text);
  return readManifest(directory);
}

test.for(["", " ", "{", "null", "[]", "1", '"x"', "{}", "\0\0\0\0"])("%j is none", async (text) => {
  expect(await read(text)).toBeUndefined();
});

test("one that was cut off anywhere is none", async () => {
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
] as const)("with %s as %j it is none", async ([name, value]) => {
  expect(await read(JSON.stringify({ ...manifest, [name]: value }))).toBeUndefined();
});

test("no garbage is taken for a manifest, nor does any throw", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), fc.string(), fc.uint8Array()), async (garbage) => {
      expect(await read(garbage)).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});
