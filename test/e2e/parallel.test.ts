// Four demo files at once, each with a small desktop, on any number of cores.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { decode } from "fast-png";
import { expect, onTestFinished, test } from "vitest";
import { testConnection } from "../support/domains.ts";
import { missingFrom } from "./finished-desktop.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

test("four files have their desktops at the same time", async () => {
  const started = await mkdtemp(join(tmpdir(), "demotool-four-"));
  onTestFinished(() => rm(started, { recursive: true }));
  const vitest = join(repository, "node_modules/vitest/vitest.mjs");
  const config = join(repository, "test/e2e/four-files/vitest.config.ts");
  const result = await execa(process.execPath, [vitest, "run", "--config", config], {
    cwd: started,
    reject: false,
    all: true,
    env: { NO_COLOR: "1" },
  });
  expect(result.exitCode, result.all).toBe(0);
  expect(result.all).toMatch(/Tests\s+4 passed/);
  // Only the very first VM of this size has booted.
  expect(result.all.match(/info ready .* start="warm"/g)?.length, result.all).toBeGreaterThanOrEqual(3);

  const screenshots = (await readFile(join(started, "met/desks.txt"), "utf8")).trim().split("\n");
  expect(new Set(screenshots).size).toBe(4);
  for (const path of screenshots) {
    const { width, height, data } = decode(await readFile(path));
    expect(await missingFrom({ width, height, data: Uint8Array.from(data) }), path).toEqual([]);
  }
  const domains = await (await testConnection()).listDomains();
  expect(domains.map(({ name }) => name).filter((name) => name.includes("desk"))).toEqual([]);
});
