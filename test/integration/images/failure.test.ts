// Builds that cannot succeed: their errors, and that they leave nothing.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { AbortedError } from "../../../src/base/errors.ts";
import { tryLock } from "../../../src/base/files/lock.ts";
import { formatEntry } from "../../../src/base/log.ts";
import { sweepBuilds } from "../../../src/images/build-directory.ts";
import { type BaseImage, ensureImage, type ImageOptions } from "../../../src/images/cache.ts";
import { ImageBuildError } from "../../../src/images/errors.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testDirectory } from "../../support/domains.ts";
import { startEnsureImage } from "./image-process.ts";
import { programsIn } from "./programs-in.ts";
import {
  offer,
  tinyRecipes,
  tinyRepository,
  tinyTemplate,
  unreachableRepository,
  unreachableUrl,
} from "./template-repository.ts";

let directory: string;
let images: string;
beforeEach(async () => {
  directory = await testDirectory();
  images = join(directory, "images");
});

async function ensure(image: string, options: Partial<ImageOptions> = {}): Promise<BaseImage> {
  return ensureImage(image, {
    directory: images,
    recipes: tinyRecipes,
    completeFirstBoot: async () => {},
    kvm: async () => false,
    ...options,
  });
}

async function expectNothingLeft(): Promise<void> {
  expect(await readdir(images)).toEqual(["builds"]);
  expect(await readdir(join(images, "builds"))).toEqual([]);
  expect(await programsIn(images)).toEqual([]);
}

test("names an unreachable template server, with virt-builder's output", async () => {
  offer(await unreachableRepository(join(directory, "repository")));
  const url = unreachableUrl;
  const log = captureLog();
  const error = await ensure("fedora-42").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ImageBuildError);
  expect(error).toMatchObject({
    code: "IMAGE_BUILD",
    image: "fedora-42",
    stage: "building with virt-builder",
    facts: { image: "fedora-42", url },
    output: expect.stringContaining("Failed to connect to 127.0.0.1 port 9"),
    cause: { code: "PROCESS", exitCode: 1 },
  });
  expect(String(error)).toContain(url);
  expect(log.map(({ level }) => level)).toEqual(["error"]);
  const [line = ""] = log.map(formatEntry);
  expect(line).toMatch(/\(src\/images\/[\w-]+\.ts:\d+\)$/);
  expect(line).toContain("building the image failed: building with virt-builder: virt-builder exited with code 1");
  expect(line).toContain("Failed to connect to 127.0.0.1 port 9");
  expect(line).toContain(url);
  await expectNothingLeft();
});

test("names an unknown template, and how to list the known ones", async () => {
  offer(await tinyRepository(join(directory, "repository")));
  captureLog();
  const recipes = { "unheard-of-1": { guestAgent: true } };
  await expect(ensure("unheard-of-1", { recipes })).rejects.toMatchObject({
    code: "IMAGE_BUILD",
    output: expect.stringMatching(/cannot find os-version .unheard-of-1/),
    facts: expect.not.objectContaining({ url: expect.anything() }),
  });
  await expectNothingLeft();
});

test("an abort ends virt-builder and its virtual machine", async () => {
  offer(await tinyRepository(join(directory, "repository")));
  const log = captureLog();
  const controller = new AbortController();
  const reason = new AbortedError({ headline: "stopped by the test", next: "nothing" });
  const progress: ImageOptions["progress"] = ({ phase }) => {
    if (phase.includes("Opening the new disk")) controller.abort(reason);
  };
  await expect(ensure(tinyTemplate, { signal: controller.signal, progress })).rejects.toBe(reason);
  expect(log).toEqual([]);
  await expectNothingLeft();
});

test("an abort ends the wait for another build at once", async () => {
  offer(await tinyRepository(join(directory, "repository")));
  const other = startEnsureImage([tinyTemplate, images], {});
  await other.until(({ progress }) => progress !== undefined);
  const controller = new AbortController();
  const log = captureLog();
  const waiting = ensure(tinyTemplate, { signal: controller.signal });
  const messages = (): readonly string[] => log.map(({ message }) => message);
  await expect.poll(messages, { timeout: 30_000 }).toContainEqual(expect.stringContaining("waiting"));
  controller.abort(new AbortedError({ headline: "stopped by the test", next: "nothing" }));
  await expect(waiting).rejects.toMatchObject({ code: "ABORTED" });
  other.kill("SIGKILL");
  await other.ended();
  await sweepBuilds(images);
  // The next request for the image takes the lock, or removes it.
  const lock = await tryLock(join(images, `${tinyTemplate}.lock`), { create: false });
  await lock?.release();
  await expectNothingLeft();
});

test("does not start on a disk with too little space", async () => {
  const small = join(directory, "small");
  await mkdir(small);
  // A user's namespace may mount a file system without privileges.
  const mount = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"];
  const script = 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"';
  const program = startEnsureImage([tinyTemplate, join(small, "images")], {}, [...mount, script, small]);
  await program.ended();
  expect(program.events).toEqual([
    { error: { code: "DISK_SPACE", text: expect.stringMatching(/not enough free disk space .*\n.*freeMiB=[34]\b/) } },
  ]);
});

test("does not start where the template has too little space", async () => {
  const images = join(directory, "images");
  const mount = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"];
  const script = 'mount -t tmpfs -o size=4m tmpfs /var/tmp && exec "$@"';
  const program = startEnsureImage(["debian-12", images], {}, [...mount, script, "sh"]);
  await program.ended();
  const text = expect.stringMatching(/not enough free disk space .*\n.*directory="\/var\/tmp"/);
  expect(program.events).toEqual([{ error: { code: "DISK_SPACE", text } }]);
});

test("does not start in a directory with a colon in its path", async () => {
  const colon = join(directory, "a:b");
  await expect(ensure(tinyTemplate, { directory: colon })).rejects.toMatchObject({
    code: "IMAGE_BUILD",
    facts: { image: tinyTemplate, directory: colon },
    next: expect.stringContaining("XDG_CACHE_HOME"),
  });
  expect(await readdir(colon)).toEqual([]);
});

test("a name that leaves the cache creates nothing", async () => {
  await expect(ensure("../evil-1")).rejects.toMatchObject({ code: "OPTION" });
  expect(await readdir(directory)).toEqual([]);
});

test("names a cache directory that cannot be created, and how to choose another", async () => {
  await writeFile(images, "not a directory");
  await expect(ensure(tinyTemplate, { directory: join(images, "below") })).rejects.toMatchObject({
    code: "IMAGE_BUILD",
    facts: { directory: join(images, "below") },
    next: expect.stringContaining("XDG_CACHE_HOME"),
  });
});
