// Proves that ready means ready: a screenshot taken first shows the finished desktop, boot after boot.
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runDirectory } from "../../src/base/files/paths.ts";
import { prepareImages } from "../../src/demo/prepare.ts";
import { startDemo, type Vm } from "../../src/index.ts";
import { captureLog } from "../support/captured-log.ts";
import { testConnection } from "../support/domains.ts";
import { serveFiles } from "../support/files/file-server.ts";
import { clockError, complaints } from "../support/guests/warm.ts";
import { desktopRegions, missingFrom } from "./finished-desktop.ts";

let videos: string;
beforeAll(async () => {
  videos = await mkdtemp(join(tmpdir(), "demotool-e2e-"));
  await prepareImages(["debian-12"]);
});
afterAll(() => rm(videos, { recursive: true }));

describe("the comparison of frames", () => {
  test("rejects a screen with a missing part", async () => {
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

/** Facts of a guest; `random` is the first random number after the start. */
async function told(vm: Vm): Promise<{ boot: string; uuid: string; random: string }> {
  const script = "head -c 16 /dev/urandom | md5sum; cat /proc/sys/kernel/random/uuid /proc/sys/kernel/random/boot_id";
  const [random = "", uuid = "", boot = ""] = (await vm.exec("sh", ["-c", script])).stdout.split("\n");
  return { boot, uuid, random };
}

describe("consecutive desktops, where only the first one may boot", () => {
  const seen: { boot: string; uuid: string; random: string }[] = [];

  test.each([1, 2])("desktop %i", async (count) => {
    const log = captureLog();
    const name = `e2e desktop ${count}`;
    await using server = await serveFiles(videos, { "page.html": "hello from the host" });
    {
      await using demo = await startDemo(name, { directory: join(videos, String(count)) });
      await using vm = await demo.vm("debian-12");
      const screenshot = await vm.screenshot("desktop");
      expect(await missingFrom(screenshot)).toEqual([]);
      expect(vm.name).toBe(`demo-e2e-desktop-${count}`);
      expect(vm.demo).toBe(demo);
      expect(existsSync(demo.path("desktop.png"))).toBe(true);
      seen.push(await told(vm));

      // Nothing of an earlier VM is here, and the image's promises hold.
      const marker = await vm.exec("sh", ["-c", "ls marker; touch marker && sync && id -nG && echo $DISPLAY"]);
      expect(marker.stdout).toContain("wheel");
      expect(marker.stdout).toMatch(/:0/);
      expect(marker.stdout).not.toMatch(/^marker/m);
      const sudo = await vm.exec("sudo", ["-S", "whoami"], { input: "demokudasaidomo\n" });
      expect(sudo.stdout).toBe("root\n");

      expect(await clockError({ vm })).toBeLessThan(2);
      const fetch = "exec 3<>/dev/tcp/10.0.2.2/$0; printf 'GET /page.html HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3";
      const page = await vm.exec("bash", ["-c", fetch, new URL(server.url).port]);
      expect(page.stdout).toContain("hello from the host");
    }
    const ready = log.find(({ message }) => message === "ready")?.facts.start;
    if (count > 1) expect(ready).toBe("warm");
    expect(complaints(log)).toEqual([]);
    const stages = log.map(({ message }) => message).filter((message) => message.startsWith("boot: "));
    const cold = ["running", "vnc", "delay", "guest agent", "graphical session", "settled screen"];
    const warm = ["vnc", "guest agent", "settled screen"];
    // A saved VM also goes through the stages of a start from its state.
    const expected = ready === "warm" ? warm : [...cold, ...warm];
    expect(stages.map((stage) => stage.slice("boot: ".length))).toEqual(expected);
    const connection = await testConnection();
    expect(await connection.findDomain(`demo-e2e-desktop-${count}`)).toBeUndefined();
    expect((await readdir(runDirectory)).filter((folder) => folder.startsWith("demo-e2e-desktop"))).toEqual([]);
  });

  test("all share one boot, and differ since", () => {
    const different = (what: "boot" | "uuid" | "random"): number => new Set(seen.map((one) => one[what])).size;
    expect([different("boot"), different("uuid"), different("random")]).toEqual([1, 2, 2]);
  });

  test("boots with warm starts turned off", async () => {
    const log = captureLog();
    await using demo = await startDemo("e2e desktop cold", { directory: join(videos, "cold") });
    await using vm = await demo.vm("debian-12", { warm: false });
    expect(await missingFrom(await vm.screenshot("desktop"))).toEqual([]);
    expect((await told(vm)).boot).not.toBe(seen[0]?.boot);
    expect(log.find(({ message }) => message === "ready")?.facts.start).toBe("cold");
  });
});
