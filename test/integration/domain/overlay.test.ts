import { copyFile, rename, writeFile } from "node:fs/promises";
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
