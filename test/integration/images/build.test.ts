// One image, built by the real virt-builder: killed half-way, then requested by two processes at once, then cached.
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { ensureImage } from "../../../src/images/cache.ts";
import { recipeDigest, recipeFor } from "../../../src/images/recipe.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testDirectory } from "../../support/domains.ts";
import { type ImageEvent, startEnsureImage } from "./image-process.ts";
import { programsIn } from "./programs-in.ts";
import { tinyRecipes, tinyRepository, tinyTemplate } from "./template-repository.ts";

const image = tinyTemplate;

function appliance({ progress }: ImageEvent): boolean {
  return progress?.phase.includes("Opening the new disk") === true;
}

test("sweeps a killed build, and of two processes that need the image one builds and one waits", async () => {
  const directory = await testDirectory();
  const images = join(directory, "images");
  const env = await tinyRepository(join(directory, "repository"));
  const mark = join(directory, "first-boot");
  const start = (): ReturnType<typeof startEnsureImage> => startEnsureImage([image, images, mark], env);

  const killed = start();
  await killed.until(appliance);
  // virt-builder runs, with its own virtual machine.
  await expect
    .poll(() => programsIn(images), { timeout: 30_000 })
    .toContainEqual(expect.stringContaining("virt-builder"));
  killed.kill("SIGKILL");
  await killed.ended();
  expect((await readdir(images)).sort()).toEqual(["builds", `${image}.lock`].sort());

  const builder = start();
  await builder.until(({ progress }) => progress?.phase === "building with virt-builder");
  const swept = await readdir(join(images, "builds"));
  expect(swept.filter((name) => !name.includes(`~${builder.pid}-`))).toEqual([]);
  expect(swept).toHaveLength(2);
  expect((await programsIn(images)).filter((line) => line.includes(`~${killed.pid}-`))).toEqual([]);

  const waiter = start();
  const waiting = await waiter.until(({ log }) => log?.message.includes("waiting") === true);
  expect(waiting.log).toMatchObject({
    message: `waiting for another process to build the image ${image}`,
    facts: { holder: builder.pid },
  });

  await Promise.all([builder.ended(), waiter.ended()]);
  const path = join(images, `${image}.qcow2`);
  const result = { name: image, path, digest: recipeDigest(recipeFor(image, tinyRecipes)) };
  expect(builder.events.at(-1)?.image).toMatchObject(result);
  expect(waiter.events.at(-1)?.image).toMatchObject(result);
  expect(Number(await readFile(mark, "utf8"))).toBe(builder.pid);
  expect(waiter.events.filter(({ progress, completeFirstBoot }) => progress ?? completeFirstBoot)).toEqual([]);

  await expectInstalled(images);
  expectStages(builder.events);
  await expectCached(images);
});

/** The image is alone with its manifest, read-only, and matches its recipe. */
async function expectInstalled(images: string): Promise<void> {
  const files = ["builds", `${image}.checked`, `${image}.json`, `${image}.qcow2`];
  expect((await readdir(images)).sort()).toEqual(files);
  expect(await readdir(join(images, "builds"))).toEqual([]);
  expect(await programsIn(images)).toEqual([]);
  const path = join(images, `${image}.qcow2`);
  const { mode, size } = await stat(path);
  expect(mode & 0o777).toBe(0o444);
  const manifest = JSON.parse(await readFile(join(images, `${image}.json`), "utf8"));
  expect(manifest).toMatchObject({
    format: 1,
    bytes: size,
    digest: recipeDigest(recipeFor(image, tinyRecipes)),
    recipe: recipeFor(image, tinyRecipes),
  });
  expect(Date.now() - Date.parse(manifest.builtAt)).toBeLessThan(600_000);
  // The file system has no partition table: debugfs reads it from the raw image.
  const raw = join(images, "..", "disk.raw");
  await run("qemu-img", ["convert", "-O", "raw", path, raw], { timeout: 60_000 });
  const sudoers = await run("/usr/sbin/debugfs", ["-R", "stat /etc/sudoers.d/demotool-wheel", raw], {
    timeout: 20_000,
  });
  expect(sudoers.stdout).toMatch(/Mode:\s+0440/);
  const scripts = await run("/usr/sbin/debugfs", ["-R", "ls -p /usr/lib/virt-sysprep/scripts", raw], {
    timeout: 20_000,
  });
  expect(scripts.stdout.match(/\d{4}-\d{4}-[^/]+/g)).toHaveLength(
    recipeFor(image, tinyRecipes).firstbootCommands.length,
  );
}

function expectStages(events: readonly ImageEvent[]): void {
  const phases = events.flatMap(({ progress }) => (progress ? [progress.phase] : []));
  const build = "building with virt-builder";
  expect(phases.slice(0, 2)).toEqual(["preparing", build]);
  expect(phases).toEqual(expect.arrayContaining([`${build}: Opening the new disk`, `${build}: Finishing off`]));
  expect(phases.slice(-2)).toEqual(["first boot", "checking"]);
  expect(events.find(({ completeFirstBoot }) => completeFirstBoot)?.completeFirstBoot).toMatchObject({
    image,
    disk: expect.stringMatching(/\/builds\/tiny-1~.*\/disk\.qcow2$/),
    recipe: recipeFor(image, tinyRecipes),
    firstbootDone: expect.stringContaining("guestfs-firstboot.service"),
  });
}

/** Builds nothing again, by any path of the cache. */
async function expectCached(images: string): Promise<void> {
  const log = captureLog();
  const unexpected = vi.fn<() => Promise<never>>();
  const again = await ensureImage(image, {
    directory: images,
    recipes: tinyRecipes,
    completeFirstBoot: unexpected,
    kvm: unexpected,
  });
  expect(again).toMatchObject({
    path: join(images, `${image}.qcow2`),
    digest: recipeDigest(recipeFor(image, tinyRecipes)),
  });
  expect(unexpected).not.toHaveBeenCalled();
  expect(log).toEqual([]);
  // A build killed after its image was in place leaves the manifest under its temporary name.
  const manifest = join(images, `${image}.json`);
  await writeFile(`${manifest}.new`, await readFile(manifest));
  await writeFile(manifest, JSON.stringify({ ...JSON.parse(await readFile(manifest, "utf8")), bytes: 1 }));
  expect(
    await ensureImage(image, {
      directory: images,
      recipes: tinyRecipes,
      completeFirstBoot: unexpected,
      kvm: unexpected,
    }),
  ).toEqual(again);
}
