// What happens to an existing image: broken, made from another recipe, or a user's own.
import { chmod, copyFile, readdir, readFile, rename, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { type BaseImage, ensureImage, type ImageOptions } from "../../../src/images/cache.ts";
import { type OwnRecipe, recipeDigest, recipeFor } from "../../../src/images/recipe.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testDirectory } from "../../support/domains.ts";
import { ordinaryRights } from "../../support/host/ordinary-rights.ts";
import { putBuiltImage, putImage } from "./cached-image.ts";
import { idleQemu } from "./idle-qemu.ts";
import { startEnsureImage } from "./image-process.ts";
import {
  offer,
  tinyRecipe,
  tinyRecipes,
  tinyRepository,
  tinyTemplate,
  unreachableRepository,
} from "./template-repository.ts";

const image = tinyTemplate;
const file = `${image}.qcow2`;
const olderRecipe: OwnRecipe = { ...tinyRecipe, commands: ["true"] };

let images: string;
beforeEach(async () => {
  images = join(await testDirectory(), "images");
});

async function ensure(options: Partial<ImageOptions> = {}): Promise<BaseImage> {
  return ensureImage(image, {
    directory: images,
    recipes: tinyRecipes,
    completeFirstBoot: async () => {},
    kvm: async () => false,
    ...options,
  });
}

async function offerTemplate(): Promise<void> {
  offer(await tinyRepository(join(images, "..", "repository")));
}

async function offerNothing(): Promise<void> {
  offer(await unreachableRepository(join(images, "..", "repository")));
}

test("deletes and rebuilds a broken image that demotool built", async () => {
  const path = await putBuiltImage(images, image, tinyRecipe);
  await chmod(path, 0o644);
  await truncate(path, 300_000);
  await offerTemplate();
  const log = captureLog();
  expect(await ensure()).toMatchObject({ digest: recipeDigest(recipeFor(image, tinyRecipes)) });
  expect(log).toContainEqual(
    expect.objectContaining({ level: "warn", message: "the cached image is broken: deleting and rebuilding it" }),
  );
  await run("qemu-img", ["check", path], { timeout: 20_000 });
  expect((await readdir(images)).sort()).toEqual(["builds", `${image}.checked`, `${image}.json`, file]);
});

test("a rebuilt image replaces an outdated one, and a VM on the old one continues", async () => {
  const path = await putBuiltImage(images, image, olderRecipe);
  const overlay = join(images, "..", "overlay.qcow2");
  await run("qemu-img", ["create", "-f", "qcow2", "-F", "qcow2", "-b", path, overlay], { timeout: 20_000 });
  const vm = await idleQemu(overlay);
  await offerTemplate();
  const before = await stat(path);
  let duringBuild: number | undefined;
  const completeFirstBoot = async (): Promise<void> => {
    duringBuild = (await stat(path)).ino;
  };
  expect(await ensure({ completeFirstBoot })).toMatchObject({
    path,
    digest: recipeDigest(recipeFor(image, tinyRecipes)),
  });
  expect(duringBuild).toBe(before.ino);
  expect((await stat(path)).ino).not.toBe(before.ino);
  const pattern = await vm.qemuIo("read -P 0xab 0 1M");
  expect(pattern).toContain("read 1048576/1048576 bytes");
  expect(pattern).not.toContain("Pattern verification failed");
  // The new image's file system does not start with that pattern.
  const successor = await run("qemu-io", ["-r", "-c", "read -P 0xab 0 512", path], { timeout: 20_000 }).catch(
    (error) => error,
  );
  expect(String(successor.stdout ?? successor.output)).toContain("Pattern verification failed");
});

test("uses an outdated image, with a warning, when the first boot of the new one fails", async () => {
  const path = await putBuiltImage(images, image, olderRecipe);
  const before = await stat(path);
  await offerTemplate();
  const log = captureLog();
  const completeFirstBoot = async (): Promise<never> => {
    throw new Error("the desktop did not come up");
  };
  const digest = recipeDigest(recipeFor(image, { [image]: olderRecipe }));
  expect(await ensure({ completeFirstBoot })).toMatchObject({ path, digest, recipe: { commands: ["true"] } });
  expect((await stat(path)).ino).toBe(before.ino);
  expect((await readdir(images)).sort()).toEqual(["builds", `${image}.checked`, `${image}.json`, file]);
  expect(await readdir(join(images, "builds"))).toEqual([]);
  expect(log.map(({ level, message }) => [level, message])).toEqual([
    ["error", "building the image failed: first boot: the desktop did not come up"],
    ["warn", `image ${image} could not be rebuilt: using the cached one, which was built from another recipe`],
  ]);
});

test("uses an outdated image, with a warning, when no template is available", async () => {
  const path = await putBuiltImage(images, image, olderRecipe);
  await offerNothing();
  const log = captureLog();
  expect(await ensure()).toMatchObject({ path, recipe: { commands: ["true"] } });
  expect(log.map(({ level }) => level)).toEqual(["error", "warn"]);
});

test("uses an outdated image when nothing can be built beside it", async () => {
  const path = await putBuiltImage(images, image, olderRecipe);
  await writeFile(join(images, "builds"), "not a directory");
  const log = captureLog();
  expect(await ensure()).toMatchObject({ path, recipe: { commands: ["true"] } });
  expect(log.map(({ level, message }) => [level, message])).toEqual([
    ["warn", "could not search for directories of killed runs"],
    ["error", expect.stringContaining("building the image failed: preparing: ")],
    ["warn", `image ${image} could not be rebuilt: using the cached one, which was built from another recipe`],
  ]);
});

test("the error for a broken image in a read-only cache names it", async () => {
  const path = await putImage(images, image);
  await truncate(path, 300_000);
  await chmod(images, 0o555);
  onTestFinished(() => chmod(images, 0o755));
  const program = startEnsureImage([image, images], {}, ordinaryRights);
  await program.ended();
  expect(program.events.at(-1)?.error).toEqual({ code: "IMAGE_INVALID", text: expect.stringContaining(path) });
});

test("keeps a broken image that demotool did not build under another name", async () => {
  const path = await putImage(images, image);
  await truncate(path, 300_000);
  const content = await readFile(path);
  await offerNothing();
  const log = captureLog();
  await expect(ensure()).rejects.toMatchObject({ code: "IMAGE_BUILD" });
  const [kept = ""] = (await readdir(images)).filter((name) => name.startsWith(`${file}.broken-`));
  expect((await readFile(join(images, kept))).equals(content)).toBe(true);
  expect(log).toContainEqual(
    expect.objectContaining({ level: "warn", facts: expect.objectContaining({ kept: join(images, kept) }) }),
  );
});

test("keeps a broken image larger than the one demotool built, as a user's", async () => {
  const path = await putBuiltImage(images, image, tinyRecipe);
  await chmod(path, 0o644);
  await writeFile(path, Buffer.alloc(4 * 2 ** 20, 1));
  await offerNothing();
  captureLog();
  await expect(ensure()).rejects.toMatchObject({ code: "IMAGE_BUILD" });
  expect(await readdir(images)).toContainEqual(expect.stringContaining(".broken-"));
});

test("uses a sound image without a manifest, warns once, and never replaces it", async () => {
  const path = await putImage(images, image);
  const before = await stat(path);
  const log = captureLog();
  expect(await ensure()).toEqual({ name: image, path });
  expect(await ensure({ recipes: { [image]: olderRecipe } })).toEqual({ name: image, path });
  expect(log.map(({ level, message }) => [level, message])).toEqual([
    ["warn", expect.stringContaining(`image ${image} was not built by demotool`)],
  ]);
  expect((await stat(path)).ino).toBe(before.ino);
});

test("an image put in place of demotool's counts as the user's", async () => {
  const path = await putBuiltImage(images, image, tinyRecipe);
  const other = await putImage(join(images, "..", "other"), image);
  await run("qemu-io", ["-c", "write -P 0xcd 4M 4M", other], { timeout: 20_000 });
  await rename(other, path);
  captureLog();
  expect(await ensure({ recipes: { [image]: olderRecipe } })).toEqual({ name: image, path });
});

test("refuses an image that refers to another file, and leaves it as it is", async () => {
  const path = join(images, file);
  await putImage(images, image);
  await run("qemu-img", ["create", "-u", "-f", "qcow2", "-F", "raw", "-b", "/etc/passwd", path, "1M"], {
    timeout: 20_000,
  });
  const before = await readFile(path);
  await expect(ensure()).rejects.toMatchObject({
    code: "IMAGE_INVALID",
    facts: { path, name: "/etc/passwd" },
    next: expect.stringMatching(/qemu-img convert .*\.qcow2$/),
  });
  expect((await readFile(path)).equals(before)).toBe(true);
  expect(await readdir(images)).toEqual([file]);
});

test("keeps an image whose content has changed under another name", async () => {
  const path = await putBuiltImage(images, image, tinyRecipe);
  captureLog();
  await ensure();
  await chmod(path, 0o644);
  await run("qemu-io", ["-c", "write -P 0 0 1M", path], { timeout: 20_000 });
  const content = await readFile(path);
  await offerNothing();
  await expect(ensure()).rejects.toMatchObject({ code: "IMAGE_BUILD" });
  const [kept = ""] = (await readdir(images)).filter((name) => name.startsWith(`${file}.broken-`));
  expect((await readFile(join(images, kept))).equals(content)).toBe(true);
});

test("an image with a damaged record is used when it cannot be built again", async () => {
  const path = await putBuiltImage(images, image, tinyRecipe);
  await truncate(join(images, `${image}.json`), 0);
  await offerNothing();
  const log = captureLog();
  expect(await ensure()).toEqual({ name: image, path });
  expect(log.map(({ level, message }) => [level, message])).toEqual([
    ["warn", `the record of the image ${image} is damaged: building the image again`],
    ["error", expect.stringContaining("building the image failed")],
    ["warn", `image ${image} could not be rebuilt: using the cached one, whose record is damaged`],
  ]);
  expect((await readdir(images)).sort()).toEqual(["builds", `${image}.json`, file]);
});

test("uses an image through a link", async () => {
  const elsewhere = await putImage(join(images, "..", "other"), image);
  const path = await putImage(images, "other-1");
  await copyFile(path, elsewhere);
  await symlink(elsewhere, join(images, file));
  captureLog();
  expect(await ensure()).toEqual({ name: image, path: join(images, file) });
});
