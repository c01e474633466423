// The last step of a build, with a real disk: nothing has its name before it is on the storage.
import { copyFile, mkdir, open, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { lookUp } from "../../../src/images/inspect/look-up.ts";
import { installImage } from "../../../src/images/install.ts";
import { recipeDigest, recipeFor } from "../../../src/images/recipe.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testDirectory } from "../../support/domains.ts";
import { qcow2Header } from "../../support/files/qcow2.ts";

const name = "fedora-42";
const recipe = recipeFor(name);

let path: string;
let disk: string;
beforeEach(async () => {
  path = join(await testDirectory(), `${name}.qcow2`);
  disk = join(dirname(path), "builds", "disk.qcow2");
  await mkdir(dirname(disk));
  await run("qemu-img", ["create", "-q", "-f", "qcow2", disk, "1M"], { timeout: 20_000 });
});

async function inode(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ ino }) => ino,
    () => undefined,
  );
}

/** Each sync of this process: of which file, and which one had the image's name then. */
async function watchSyncs(): Promise<readonly { readonly synced: number; readonly named: number | undefined }[]> {
  const seen: { synced: number; named: number | undefined }[] = [];
  await using handle = await open("/dev/null");
  const prototype: typeof handle = Object.getPrototypeOf(handle);
  const original = prototype.sync;
  const spy = vi.spyOn(prototype, "sync").mockImplementation(async function (this: typeof handle) {
    seen.push({ synced: (await this.stat()).ino, named: await inode(path) });
    return original.call(this);
  });
  onTestFinished(() => spy.mockRestore());
  return seen;
}

test("an image is synced before it gets its name, and is usable without another check", async () => {
  const built = await inode(disk);
  const syncs = await watchSyncs();
  await installImage({ name, recipe, path }, disk);
  expect(syncs[0]).toEqual({ synced: built, named: undefined });
  expect(syncs).toContainEqual({ synced: await inode(dirname(path)), named: built });
  expect((await readdir(dirname(path))).sort()).toEqual(["builds", `${name}.checked`, `${name}.json`, `${name}.qcow2`]);
  vi.stubEnv("PATH", "/nonexistent");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await lookUp(name, path, recipe)).toMatchObject({ state: "usable", image: { digest: recipeDigest(recipe) } });
});

test("a replaced image is kept under another name where that is asked for", async () => {
  await writeFile(path, "old");
  await copyFile(disk, `${disk}.2`);
  const log = captureLog();
  await installImage({ name, recipe, path, keepReplaced: true }, disk);
  const [kept = ""] = (await readdir(dirname(path))).filter((file) => file.includes(".qcow2.replaced-"));
  expect(await readFile(join(dirname(path), kept), "utf8")).toBe("old");
  expect(log).toMatchObject([{ level: "warn", facts: { kept: join(dirname(path), kept) } }]);
  await installImage({ name, recipe, path }, `${disk}.2`);
  expect((await readdir(dirname(path))).filter((file) => file.includes(".replaced-"))).toEqual([kept]);
});

test("a disk that refers to a file of the host, or is damaged, gets no name", async () => {
  await writeFile(disk, qcow2Header({ backingFile: "/etc/shadow" }));
  await expect(installImage({ name, recipe, path }, disk)).rejects.toMatchObject({ code: "IMAGE_INVALID" });
  await writeFile(disk, "nothing");
  await expect(installImage({ name, recipe, path }, disk)).rejects.toMatchObject({
    code: "IMAGE_BUILD",
    facts: { reason: "its format is raw, not qcow2" },
  });
  expect(await readdir(dirname(path))).toEqual(["builds"]);
});
