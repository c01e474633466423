import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { thisOwner } from "../../../../src/base/files/owner.ts";
import { socketPlace } from "../../../../src/boot/warm/socket.ts";
import { deadOwner, ownedName } from "../../../support/owned-name.ts";

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
  const dead = ownedName("demotool-m", deadOwner);
  const others = [ownedName("demotool-m", thisOwner), ownedName("m", deadOwner)];
  for (const name of [dead, ...others]) {
    await mkdir(join(directory, name));
    await writeFile(join(directory, name, "s"), "");
  }
  {
    await using place = await socketPlace(join(directory, "x".repeat(100)));
    expect(dirname(dirname(place.path))).toBe(directory);
    expect(place.path.length).toBeLessThanOrEqual(107);
    expect(existsSync(dirname(place.path))).toBe(true);
    expect(await readdir(directory)).toHaveLength(3);
  }
  expect((await readdir(directory)).sort()).toEqual(others.sort());
});
