// What the cache takes for demotool's own image and what not, with real images and damaged side files.
import {
  chmod,
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { digestOfFile } from "../../../../src/base/files/digest.ts";
import { run } from "../../../../src/base/process/process.ts";
import { announceImageManifest, type ImageManifest, imageManifestPath } from "../../../../src/images/image-manifest.ts";
import { imageSealPath } from "../../../../src/images/inspect/image-seal.ts";
import { type Cached, lookUp } from "../../../../src/images/inspect/look-up.ts";
import { type Recipe, recipeDigest, recipeFor } from "../../../../src/images/recipe.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { testDirectory } from "../../../support/domains.ts";
import { cachedFile } from "../../../support/guests/image-cache.ts";
import { ordinaryRights } from "../../../support/host/ordinary-rights.ts";

const name = "fedora-42";
const recipe = recipeFor(name);
const newer: Recipe = { ...recipe, commands: ["true"] };

let original: string;
beforeAll(async () => {
  original = await cachedFile("eight-mebibytes.qcow2", ["1"], async (path) => {
    await run("qemu-img", ["create", "-f", "qcow2", path, "64M"], { timeout: 20_000 });
    await run("qemu-io", ["-c", "write -P 0xab 0 8M", path], { timeout: 20_000 });
  });
});

let path: string;
beforeEach(async () => {
  path = join(await testDirectory(), `${name}.qcow2`);
  await copyFile(original, path);
});

/** Writes the manifest of the image, as a build does. */
async function built(changes: Partial<ImageManifest> = {}): Promise<ImageManifest> {
  const content = await digestOfFile(path);
  const { length: bytes } = await readFile(path);
  const builtAt = "2026-11-23T10:00:00.000Z";
  const manifest = { format: 1, digest: recipeDigest(recipe), bytes, content, builtAt, recipe, ...changes } as const;
  const confirm = await announceImageManifest(path, manifest);
  await confirm();
  return manifest;
}

async function found(wanted = recipe): Promise<Cached> {
  return lookUp(name, path, wanted);
}

/** Zeroes the second half of the content; its tables stay sound. */
async function zero(): Promise<void> {
  await using file = await open(path, "r+");
  await file.write(Buffer.alloc(2 ** 20), 0, 2 ** 20, 5 * 2 ** 20);
}

/** No program can be started until the end of the test. */
function withoutPrograms(): void {
  vi.stubEnv("PATH", "/nonexistent");
  onTestFinished(() => void vi.unstubAllEnvs());
}

test("compares an image with its digest once", async () => {
  await built();
  const usable = { state: "usable", image: { name, path, digest: recipeDigest(recipe), recipe } };
  expect(await found()).toEqual(usable);
  withoutPrograms();
  expect(await found()).toEqual(usable);
  expect(await found(newer)).toMatchObject({ state: "outdated", image: { recipe } });
});

test("a zeroed megabyte is found, at first sight and later", async () => {
  await built();
  await zero();
  const changed = { state: "broken", origin: "changed", reason: "its content is not what demotool built" };
  expect(await found()).toEqual(changed);
  await copyFile(original, path);
  expect(await found()).toMatchObject({ state: "usable" });
  await zero();
  expect(await found()).toEqual(changed);
});

test.for<[string, () => Promise<void>]>([
  ["time", () => utimes(path, 1, 1)],
  ["inode", replaceByCopy],
])("another %s costs one comparison", async ([_what, change]) => {
  await built();
  await found();
  const before = await readFile(imageSealPath(path), "utf8");
  await change();
  expect(await found()).toMatchObject({ state: "usable" });
  expect(await readFile(imageSealPath(path), "utf8")).not.toBe(before);
  withoutPrograms();
  expect(await found()).toMatchObject({ state: "usable" });
});

async function replaceByCopy(): Promise<void> {
  await copyFile(path, `${path}.copy`);
  await rename(`${path}.copy`, path);
}

test("an image of an older version gets its digest at first sight", async () => {
  const { content: _, ...older } = await built();
  await writeFile(imageManifestPath(path), JSON.stringify(older));
  expect(await found()).toMatchObject({ state: "usable" });
  withoutPrograms();
  expect(await found()).toMatchObject({ state: "usable" });
  vi.unstubAllEnvs();
  await zero();
  expect(await found()).toMatchObject({ state: "broken", origin: "changed" });
});

test("a truncated image is demotool's, a larger one is not", async () => {
  const { bytes } = await built();
  await truncate(path, bytes / 2);
  expect(await found()).toMatchObject({ state: "broken", origin: "ours" });
  // QEMU does not notice.
  await copyFile(original, path);
  await truncate(path, bytes - 60_000);
  expect(await found()).toMatchObject({
    state: "broken",
    origin: "changed",
    reason: "its last 60000 bytes are missing",
  });
  await copyFile(original, path);
  await truncate(path, bytes + 2 ** 20);
  captureLog();
  expect(await found()).toEqual({ state: "usable", image: { name, path } });
});

test.for<[string, string]>([
  ["is empty", ""],
  ["was cut", "{"],
  ["is zeroed", "\0".repeat(1800)],
  ["is not a manifest", '{"format":1}'],
])("a manifest that %s is restored from its copy", async ([_what, text]) => {
  const manifest = await built();
  await found();
  await writeFile(imageManifestPath(path), text);
  const log = captureLog();
  expect(await found()).toMatchObject({ state: "usable", image: { digest: manifest.digest } });
  expect(log.map(({ message }) => message)).toEqual([`the record of the image ${name} was damaged: restoring it`]);
  expect(JSON.parse(await readFile(imageManifestPath(path), "utf8"))).toEqual(manifest);
  expect(await found()).toMatchObject({ state: "usable" });
  expect(log).toHaveLength(1);
  expect((await readdir(dirname(path))).sort()).toEqual([`${name}.checked`, `${name}.json`, `${name}.qcow2`]);
});

test("an image with a damaged manifest and no copy is not taken for somebody else's", async () => {
  await built();
  await truncate(imageManifestPath(path), 0);
  const log = captureLog();
  expect(await found()).toEqual({ state: "unproven", image: { name, path } });
  expect(log).toEqual([]);
});

test("an image whose manifest was removed is the user's, copy or not", async () => {
  await built();
  await found();
  await rm(imageManifestPath(path));
  captureLog();
  expect(await found(newer)).toEqual({ state: "usable", image: { name, path } });
});

test("a damaged copy costs a comparison", async () => {
  await built();
  await found();
  const whole = JSON.parse(await readFile(imageSealPath(path), "utf8"));
  for (const text of ["", "null", '{"format":1,"file":null}', JSON.stringify({ ...whole, file: null })]) {
    await writeFile(imageSealPath(path), text);
    expect(await found()).toMatchObject({ state: "usable" });
    expect((await readFile(imageSealPath(path), "utf8")).length).toBeGreaterThan(100);
  }
});

test("a manifest that cannot be read now says nothing about the image", async () => {
  await built();
  await rm(imageManifestPath(path));
  await mkdir(imageManifestPath(path));
  await expect(found()).rejects.toMatchObject({ code: "IMAGE_INVALID", facts: { path: imageManifestPath(path) } });
});

test("in a cache that is read-only, an image is compared once in each process", async () => {
  await built();
  const directory = dirname(path);
  await chmod(directory, 0o555);
  onTestFinished(() => chmod(directory, 0o755));
  const program = `
    const { lookUp } = await import(${JSON.stringify(import.meta.resolve("../../../../src/images/inspect/look-up.ts"))});
    const seen = [];
    for (const path of [process.env.PATH, "/nonexistent"]) {
      process.env.PATH = path;
      seen.push((await lookUp(${JSON.stringify(name)}, ${JSON.stringify(path)}, {})).state);
    }
    console.log(seen.join());`;
  const [command = process.execPath, ...args] = [...ordinaryRights, process.execPath, "--input-type=module-typescript"];
  const { stdout } = await run(command, [...args, "--eval", program], { timeout: 60_000 });
  expect(stdout).toBe("outdated,outdated\n");
});
