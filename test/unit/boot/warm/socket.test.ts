import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { socketPlace } from "../../../../src/boot/warm/socket.ts";
import { leftover } from "../../../support/leftovers.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-s-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

test("a socket is in a private directory below the runtime directory", async () => {
  const parent = join(directory, "run");
  {
    await using place = await socketPlace(parent);
    expect(dirname(dirname(place.path))).toBe(parent);
    expect((await stat(dirname(place.path))).mode & 0o777).toBe(0o700);
  }
  expect(await readdir(parent)).toEqual([]);
});

test("falls back to the temporary directory for long paths, and sweeps it", async () => {
  vi.stubEnv("TMPDIR", directory);
  const temporary = join(directory, `demotool-${process.getuid?.()}`);
  const dead = await leftover(temporary, "m");
  {
    await using place = await socketPlace(join(directory, "x".repeat(100)));
    expect(dirname(dirname(place.path))).toBe(temporary);
    expect(place.path.length).toBeLessThanOrEqual(107);
    expect(existsSync(dirname(place.path))).toBe(true);
    expect(existsSync(dead)).toBe(false);
  }
  expect(await readdir(temporary)).toEqual([]);
});
