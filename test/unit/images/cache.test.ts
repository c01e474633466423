import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { type BuildOptions, buildImage, type ImageToBuild } from "../../../src/images/build.ts";
import { type BaseImage, ensureImage, type ImageOptions } from "../../../src/images/cache.ts";
import { announceImageManifest } from "../../../src/images/image-manifest.ts";
import { type ImageState, inspectImage } from "../../../src/images/qcow2.ts";
import { recipeDigest, recipeFor } from "../../../src/images/recipe.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testDirectory } from "../../support/domains.ts";

vi.mock(import("../../../src/images/qcow2.ts"), () => ({ inspectImage: vi.fn<typeof inspectImage>() }));
vi.mock(import("../../../src/images/build.ts"), () => ({ buildImage: vi.fn<typeof buildImage>() }));

const name = "fedora-42";
const recipe = recipeFor(name);
const digest = recipeDigest(recipe);
const [inspect, build] = [vi.mocked(inspectImage), vi.mocked(buildImage)];

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await testDirectory();
  path = join(directory, `${name}.qcow2`);
  // An image here is a file; a broken one begins with that word.
  inspect.mockReset().mockImplementation(async (file): Promise<ImageState> => {
    const content = await readFile(file, "utf8").catch(() => undefined);
    if (content === undefined) return { state: "absent" };
    if (content.startsWith("broken")) return { state: "broken", reason: "it is cut off", bytes: content.length };
    return { state: "sound", bytes: content.length };
  });
  build.mockReset().mockImplementation(async (target: ImageToBuild) => install("built", recipeDigest(target.recipe)));
});

/** Puts an image into the cache as a build does; `bytes` are those that its manifest tells of. */
async function install(content: string, of: string, bytes = content.length): Promise<void> {
  const manifest = { format: 1, digest: of, bytes, builtAt: "2026-07-01T12:00:00Z", recipe } as const;
  const confirm = await announceImageManifest(path, manifest);
  await writeFile(path, content);
  await confirm();
}

function ensure(options: Partial<ImageOptions> = {}): Promise<BaseImage> {
  const build: BuildOptions = { completeFirstBoot: async () => {}, kvm: async () => true };
  return ensureImage(name, { directory, ...build, ...options });
}

test("a sound image of the same recipe is used without a build", async () => {
  await install("image", digest);
  expect(await ensure()).toEqual({ name, path, digest, recipe });
  expect(build).not.toHaveBeenCalled();
});

test("an image that is not there is built, with the user's own recipe", async () => {
  const recipes = { [name]: { packages: ["gimp"] } };
  const image = await ensure({ recipes });
  const own = recipeFor(name, recipes);
  expect(image).toEqual({ name, path, recipe: own, digest: recipeDigest(own) });
  expect(build.mock.calls.map(([target]) => target)).toEqual([{ name, recipe: own, path, directory }]);
});

test("an image of another recipe is built anew", async () => {
  await install("image", "an earlier one");
  expect((await ensure()).digest).toBe(digest);
  expect(build).toHaveBeenCalledOnce();
});

test("an image of another recipe is used, with a warning, where it cannot be built anew", async () => {
  const log = captureLog();
  await install("image", "an earlier one");
  build.mockRejectedValue(new Error("no network"));
  expect(await ensure()).toMatchObject({ path, digest: "an earlier one" });
  expect(log.map(({ level, facts }) => [level, facts])).toEqual([["warn", { reason: "no network" }]]);
});

test("an aborted build is an error, whatever the cache has", async () => {
  await install("image", "an earlier one");
  const abort = new AbortController();
  build.mockImplementation(async () => {
    abort.abort();
    throw new Error("the build was aborted");
  });
  await expect(ensure({ signal: abort.signal })).rejects.toThrow("the build was aborted");
});

test("where nothing is cached, a failed build is an error", async () => {
  build.mockRejectedValue(new Error("no network"));
  await expect(ensure()).rejects.toThrow("no network");
});

test("an image that somebody else put there is used as it is, without digest and recipe", async () => {
  captureLog();
  await writeFile(path, "somebody's image");
  expect(await ensure()).toEqual({ name, path });
  await install("image", digest, 1);
  expect(await ensure()).toEqual({ name, path });
  expect(build).not.toHaveBeenCalled();
});

test("a broken image of demotool's is deleted and built anew", async () => {
  const log = captureLog();
  await install("broken", digest);
  expect((await ensure()).digest).toBe(digest);
  expect((await readdir(directory)).filter((file) => file.startsWith(name)).sort()).toEqual([
    `${name}.json`,
    `${name}.qcow2`,
  ]);
  expect(log.map(({ message }) => message)).toEqual([expect.stringContaining("deleting and rebuilding it")]);
});

test.for([
  ["without a manifest", undefined],
  ["that has grown since it was built", 3],
])("a broken image %s is kept under another name", async ([, bytes]) => {
  const log = captureLog();
  if (bytes === undefined) await writeFile(path, "broken");
  else await install("broken", digest, bytes as number);
  await ensure();
  const kept = (await readdir(directory)).filter((file) => file.includes(".broken-"));
  expect(await Promise.all(kept.map((file) => readFile(join(directory, file), "utf8")))).toEqual(["broken"]);
  expect(log.map(({ facts }) => facts.kept)).toEqual([join(directory, kept[0] ?? "")]);
});

test("a broken image that cannot be moved away is an error that says what to do", async () => {
  captureLog();
  // Removing a file fails on a directory.
  await install("broken", digest);
  await rm(path);
  await mkdir(path);
  inspect.mockResolvedValue({ state: "broken", reason: "it is not a file", bytes: 1 });
  await expect(ensure()).rejects.toMatchObject({ code: "IMAGE_INVALID", facts: { path, reason: "it is not a file" } });
  expect(build).not.toHaveBeenCalled();
});

test("two that need an image at once build it once, though they name the cache differently", async () => {
  captureLog();
  const link = join(await testDirectory(), "link");
  await symlink(directory, link);
  const images = await Promise.all([ensure(), ensure({ directory: link })]);
  expect(build).toHaveBeenCalledOnce();
  expect(images.map((image) => image.digest)).toEqual([digest, digest]);
});

test("a cache directory that cannot be made is an error of the build", async () => {
  const file = join(directory, "file");
  await writeFile(file, "");
  await expect(ensure({ directory: join(file, "images") })).rejects.toMatchObject({
    code: "IMAGE_BUILD",
    stage: "preparing",
    next: expect.stringContaining("XDG_CACHE_HOME"),
  });
});

test("a name that is none is refused before anything is looked up", async () => {
  await expect(ensureImage("../fedora", { directory } as unknown as ImageOptions)).rejects.toMatchObject({
    code: "OPTION",
  });
  expect(inspect).not.toHaveBeenCalled();
});
