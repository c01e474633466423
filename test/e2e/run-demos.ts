// Runs demos of this repository as a new user does.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { repository } from "../support/source.ts";

/** Runs `vitest run` in an empty directory, which it returns: the output is there until the test ends. */
export async function runDemos(passed: number, ...args: readonly string[]): Promise<string> {
  const started = await mkdtemp(join(tmpdir(), "demotool-demos-"));
  onTestFinished(() => rm(started, { recursive: true }));
  const vitest = join(repository, "node_modules/vitest/vitest.mjs");
  const result = await execa(process.execPath, [vitest, "run", ...args], {
    cwd: started,
    reject: false,
    all: true,
    env: { NO_COLOR: "1" },
  });
  expect(result.exitCode, result.all).toBe(0);
  expect(result.all).toMatch(new RegExp(`Tests\\s+${passed} passed`));
  return started;
}
