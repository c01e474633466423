// The manifest that tells demotool's own images from a user's, in every state it can be found in.
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  announceImageManifest,
  type ImageManifest,
  imageManifestPath,
  readImageManifest,
} from "../../../src/images/image-manifest.ts";
import { recipeDigest, recipeFor } from "../../../src/images/recipe.ts";
import { testDirectory } from "../../support/domains.ts";

const recipe = recipeFor("fedora-42");

function content(bytes: number): ImageManifest {
  return { format: 1, digest: recipeDigest(recipe), bytes, builtAt: "2026-11-23T10:00:00.000Z", recipe };
}

async function imagePath(): Promise<string> {
  return join(await testDirectory(), "fedora-42.qcow2");
}

test("reads back a manifest and leaves no other file", async () => {
  const path = await imagePath();
  const confirm = await announceImageManifest(path, content(100));
  await confirm();
  expect(await readImageManifest(path, 100)).toEqual(content(100));
  expect(await readdir(join(path, ".."))).toEqual(["fedora-42.json"]);
});

test("a missing manifest is undefined", async () => {
  expect(await readImageManifest(await imagePath(), 100)).toBeUndefined();
});

test.for([
  ["broken JSON", '{"format": 1, "dig'],
  ["nothing", ""],
  ["null", "null"],
  ["a list", "[]"],
  ["a text", '"format"'],
  ["another format", JSON.stringify({ ...content(100), format: 2 })],
  ["no digest", JSON.stringify({ ...content(100), digest: undefined })],
  ["no size", JSON.stringify({ ...content(100), bytes: "100" })],
  ["no recipe", JSON.stringify({ ...content(100), recipe: null })],
  ["a digest that is none", JSON.stringify({ ...content(100), content: 1 })],
])("a manifest with %s is damaged", async ([, text = ""]) => {
  const path = await imagePath();
  await writeFile(imageManifestPath(path), text);
  expect(await readImageManifest(path, 100)).toBe("damaged");
});

test("a build killed before it replaces the image keeps the old manifest valid", async () => {
  const path = await imagePath();
  const confirmOld = await announceImageManifest(path, content(100));
  await confirmOld();
  await announceImageManifest(path, content(200));
  expect(await readImageManifest(path, 100)).toMatchObject({ bytes: 100 });
});

test("a build killed after it replaced the image leaves the new manifest valid", async () => {
  const path = await imagePath();
  const confirmOld = await announceImageManifest(path, content(100));
  await confirmOld();
  await announceImageManifest(path, content(200));
  expect(await readImageManifest(path, 200)).toMatchObject({ bytes: 200 });
  await rm(imageManifestPath(path));
  expect(await readImageManifest(path, 200)).toMatchObject({ bytes: 200 });
});

test("a manifest for another image size does not match but is still found", async () => {
  const path = await imagePath();
  const confirm = await announceImageManifest(path, content(100));
  await confirm();
  expect(await readImageManifest(path, 50)).toMatchObject({ bytes: 100 });
});
