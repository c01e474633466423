// The proof that ready means ready: a picture taken first thing shows the finished desktop, boot after boot.
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runDirectory } from "../../src/base/paths.ts";
import { prepareImages } from "../../src/demo/prepare.ts";
import { startDemo } from "../../src/index.ts";
import { captureLog } from "../support/captured-log.ts";
import { testConnection } from "../support/domains.ts";
import { desktopRegions, missingFrom } from "./desktop-picture.ts";

let videos: string;
beforeAll(async () => {
  videos = await mkdtemp(join(tmpdir(), "demotool-e2e-"));
  await prepareImages(["debian-12"]);
});
afterAll(() => rm(videos, { recursive: true }));

describe("the comparison of pictures", () => {
  test("refuses a screen on which something is missing", async () => {
    const { width, height, data } = decode(await readFile(new URL("reference/desktop.png", import.meta.url)));
    expect(await missingFrom({ width, height, data: Uint8Array.from(data) })).toEqual([]);
    for (const [name, region] of Object.entries(desktopRegions)) {
      const painted = Uint8Array.from(data);
      for (let row = region.y; row < region.y + region.height; row++) {
        painted.fill(200, (row * width + region.x) * 4, (row * width + region.x + region.width) * 4);
      }
      expect(await missingFrom({ width, height, data: painted })).toEqual([name]);
    }
  });
});

describe("boots in a row", () => {
  test.each([1, 2])("boot %i", async (count) => {
    const log = captureLog();
    const name = `e2e desktop ${count}`;
    {
      await using demo = await startDemo(name, { directory: join(videos, String(count)) });
      await using vm = await demo.vm("debian-12");
      const picture = await vm.screenshot("desktop");
      expect(await missingFrom(picture)).toEqual([]);
      expect(vm.name).toBe(`demo-e2e-desktop-${count}`);
      expect(vm.demo).toBe(demo);
      expect(existsSync(demo.path("desktop.png"))).toBe(true);

      // Nothing of an earlier VM is here, and what an image promises is.
      const marker = await vm.exec("sh", ["-c", "ls marker; touch marker; id -nG; echo $DISPLAY"]);
      expect(marker.stdout).toContain("wheel");
      expect(marker.stdout).toMatch(/:0/);
      expect(marker.stdout).not.toMatch(/^marker/m);
      const sudo = await vm.exec("sudo", ["-S", "whoami"], { input: "demokudasaidomo\n" });
      expect(sudo.stdout).toBe("root\n");
    }
    const stages = log.map(({ message }) => message).filter((message) => message.startsWith("boot: "));
    expect(stages.map((stage) => stage.slice("boot: ".length))).toEqual([
      "running",
      "vnc",
      "delay",
      "guest agent",
      "graphical session",
      "settled screen",
    ]);
    const connection = await testConnection();
    expect(await connection.findDomain(`demo-e2e-desktop-${count}`)).toBeUndefined();
    expect((await readdir(runDirectory)).filter((folder) => folder.startsWith("demo-e2e-desktop"))).toEqual([]);
  });
});
