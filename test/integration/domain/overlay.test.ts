import { copyFile, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { createOverlay } from "../../../src/domain/overlay.ts";
import { testDirectory } from "../../support/domains.ts";
import { bootSectorImage } from "../../support/guests/tiny-guest.ts";

async function firstBytes(image: string): Promise<string> {
  const read = await run("qemu-io", ["-r", "-f", "qcow2", "-c", "read -v 0 16", image], { timeout: 30_000 });
  return read.stdout.split("\n")[0] ?? "";
}

test("an overlay keeps its base image when another one replaces it", async () => {
  const directory = await testDirectory();
  const base = join(directory, "base.qcow2");
  const overlay = join(directory, "overlay.qcow2");
  await copyFile(await bootSectorImage(), base);
  await createOverlay(base, overlay);
  const before = await firstBytes(overlay);
  await run("qemu-img", ["create", "-q", "-f", "qcow2", join(directory, "next.qcow2"), "1M"], { timeout: 30_000 });
  await rename(join(directory, "next.qcow2"), base);
  expect(await firstBytes(overlay)).toBe(before);
  expect(await firstBytes(base)).not.toBe(before);
});

test("a base image that cannot be linked is used in place", async () => {
  const directory = await testDirectory();
  const overlay = join(directory, "overlay.qcow2");
  await writeFile(`${overlay}.base`, "in the way");
  await createOverlay(await bootSectorImage(), overlay);
  const { stdout } = await run("qemu-img", ["info", "--output=json", overlay], { timeout: 30_000 });
  expect(JSON.parse(stdout)["backing-filename"]).toBe(await bootSectorImage());
});

test("an overlay has the size of its base image, which qemu-img does not open", async () => {
  const overlay = join(await testDirectory(), "overlay.qcow2");
  await createOverlay(await bootSectorImage(), overlay);
  const [size, base] = await Promise.all([overlay, await bootSectorImage()].map(virtualSize));
  expect(size).toBe(base);
});

test("a base image that refers to a file of the host gets no overlay", async () => {
  const directory = await testDirectory();
  const [base, overlay] = [join(directory, "base.qcow2"), join(directory, "overlay.qcow2")];
  for (const options of [
    ["-F", "raw", "-b", "/etc/hostname"],
    ["-o", `data_file=${join(directory, "data")}`],
  ]) {
    await run("qemu-img", ["create", "-q", "-f", "qcow2", ...options, base, "1M"], { timeout: 30_000 });
    await expect(createOverlay(base, overlay)).rejects.toMatchObject({ code: "IMAGE_INVALID" });
    await rm(`${overlay}.base`);
  }
  await expect(stat(overlay)).rejects.toThrow("ENOENT");
});

test("a layer that refers to another file than its base image gets no overlay", async () => {
  const directory = await testDirectory();
  const [base, layer] = [join(directory, "base.qcow2"), join(directory, "layer.qcow2")];
  await copyFile(await bootSectorImage(), base);
  const create = ["create", "-q", "-u", "-f", "qcow2", "-F", "qcow2"];
  await run("qemu-img", [...create, "-b", "base.qcow2", layer, "1M"], { timeout: 30_000 });
  await mkdir(join(directory, "vm"));
  const overlay = join(directory, "vm", "overlay.qcow2");
  await createOverlay(layer, overlay, undefined, base);
  expect(await firstBytes(overlay)).toBe(await firstBytes(base));
  await run("qemu-img", [...create, "-b", "../base.qcow2", layer, "1M"], { timeout: 30_000 });
  await mkdir(join(directory, "other"));
  const other = createOverlay(layer, join(directory, "other", "overlay.qcow2"), undefined, base);
  await expect(other).rejects.toMatchObject({ facts: { name: "../base.qcow2" } });
});

async function virtualSize(path: string): Promise<number> {
  const { stdout } = await run("qemu-img", ["info", "--output=json", path], { timeout: 30_000 });
  return JSON.parse(stdout)["virtual-size"];
}
