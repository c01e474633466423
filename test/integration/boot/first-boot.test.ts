import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { completeFirstBoot } from "../../../src/boot/first-boot.ts";
import type { FirstBootRequest } from "../../../src/images/cache.ts";
import { inspectImage } from "../../../src/images/inspect/image-state.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testConnection, testDirectory } from "../../support/domains.ts";
import { tinyOptions } from "../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

async function request(changes: Partial<FirstBootRequest>): Promise<FirstBootRequest> {
  const directory = await testDirectory();
  const disk = join(directory, "disk.qcow2");
  await copyFile(await tinyLinuxImage(), disk);
  const recipe = { template: "tiny-1", packages: [], commands: [], firstbootCommands: [], files: [], guestAgent: true };
  const artifactsDirectory = join(directory, "failed");
  return { image: "tiny-1", disk, artifactsDirectory, recipe, firstbootDone: "true", ...changes };
}

test("boots the image on its own disk until its first-boot work is done, and shuts it down", async () => {
  const log = captureLog();
  const firstbootDone = "[ -e /run/asked ] || { touch /run/asked; echo still at work; exit 1; }";
  const booting = await request({ firstbootDone });
  await completeFirstBoot(booting, tinyOptions, "tcg");
  expect(log.map(({ message }) => message).slice(-2)).toEqual(["ready", "first boot of the image done"]);
  expect(await inspectImage(booting.disk)).toMatchObject({ state: "sound" });
  const domains = await (await testConnection()).listDomains();
  expect(domains.map(({ name }) => name).filter((name) => name.startsWith("demotool-first-boot-tiny"))).toEqual([]);
});

test("a disk that refers to a file of the host is not booted", async () => {
  captureLog();
  const booting = await request({});
  const create = ["create", "-q", "-f", "qcow2", "-F", "raw", "-b", "/etc/hostname"];
  await run("qemu-img", [...create, booting.disk, "1M"], { timeout: 30_000 });
  await expect(completeFirstBoot(booting, tinyOptions, "tcg")).rejects.toMatchObject({
    code: "IMAGE_INVALID",
    facts: { name: "/etc/hostname" },
  });
});

test("first-boot work that does not end fails the first boot and names its current step", async () => {
  captureLog();
  const booting = await request({ firstbootDone: "echo installing; exit 1" });
  const options = { ...tinyOptions, bootTimeout: 50_000 };
  await expect(completeFirstBoot(booting, options, "tcg")).rejects.toMatchObject({
    code: "BOOT_TIMEOUT",
    facts: { seen: "installing", screenshot: join(booting.artifactsDirectory, "boot-failure.png") },
  });
  expect(existsSync(join(booting.artifactsDirectory, "boot-failure.png"))).toBe(true);
});

test("an image without an agent or first-boot work is shut down by its power button", async () => {
  captureLog();
  const booting = await request({});
  await copyFile(await tinyLinuxImage({ agent: false }), booting.disk);
  const recipe = { ...booting.recipe, guestAgent: false };
  await completeFirstBoot({ ...booting, recipe }, tinyOptions, "tcg");
  expect(await inspectImage(booting.disk)).toMatchObject({ state: "sound" });

  const working = { ...recipe, firstbootCommands: ["useradd demo"] };
  const refused = completeFirstBoot({ ...booting, recipe: working }, tinyOptions, "tcg");
  await expect(refused).rejects.toThrow(/has first-boot work, but no guest agent[\s\S]*→ add qemu-guest-agent/);
});

test("a guest whose agent ignores the shutdown is shut down by its power button", async () => {
  captureLog();
  const booting = await request({});
  await copyFile(await tinyLinuxImage({ files: { "/sbin/shutdown": "#!/bin/sh\nexit 0\n" } }), booting.disk);
  await completeFirstBoot(booting, tinyOptions, "tcg");
  expect(await inspectImage(booting.disk)).toMatchObject({ state: "sound" });
}, 300_000);
