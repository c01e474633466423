// The set-up step: fast and silent when nothing is missing, and its handling of missing npm packages.
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { lockBuild, outerEnvironment } from "../../support/consumer.ts";
import { repository } from "../../support/source.ts";

const environment = { extendEnv: false, reject: false, all: true, stdin: "ignore" } as const;

test("a second run changes nothing, prints nothing and takes less than a second", async () => {
  const setup = (): Promise<{ all: string; exitCode?: number; durationMs: number }> =>
    execa(process.execPath, ["scripts/setup.mjs", "--test"], {
      ...environment,
      cwd: repository,
      env: outerEnvironment(),
    });
  await setup();
  // The fastest of three: other programs may be running on this machine.
  const runs = [await setup(), await setup(), await setup()];
  expect(runs.map(({ all, exitCode }) => ({ all, exitCode }))).toEqual(Array(3).fill({ all: "", exitCode: 0 }));
  expect(Math.min(...runs.map(({ durationMs }) => durationMs))).toBeLessThan(1000);
});

test("an up-to-date build is not repeated", async () => {
  const build = async (): Promise<number> => {
    const result = await execa(process.execPath, ["scripts/build.mjs"], { ...environment, cwd: repository });
    expect(result.exitCode, result.all).toBe(0);
    return (await stat(join(repository, "dist/src/index.js"))).mtimeMs;
  };
  const built = await build();
  expect(await build()).toBe(built);
  await using _build = await lockBuild();
  const source = join(repository, "src/index.ts");
  await utimes(source, new Date(), new Date());
  expect(await build()).toBeGreaterThan(built);
});

/** A checkout with the npm packages in `installed`, and an npm that only prints its arguments. */
async function checkout(installed: Readonly<Record<string, unknown>> | undefined): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "demotool-setup-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const path of ["scripts", "package.json", "package-lock.json"]) {
    await cp(join(repository, path), join(folder, path), { recursive: true });
  }
  if (installed !== undefined) await write(folder, "node_modules/.package-lock.json", JSON.stringify(installed));
  await write(folder, "bin/npm", `#!/bin/sh\necho "npm $*"\nexit 1\n`);
  await chmod(join(folder, "bin/npm"), 0o755);
  return folder;
}

async function write(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function setupIn(folder: string): Promise<{ all: string; exitCode?: number }> {
  const env = { ...outerEnvironment(), PATH: `${join(folder, "bin")}:${process.env.PATH}` };
  return execa(process.execPath, ["scripts/setup.mjs"], { ...environment, cwd: folder, env });
}

test("installs missing npm packages from the lock file, and fails if that fails", async () => {
  const { all, exitCode } = await setupIn(await checkout(undefined));
  expect(all).toContain("installing the npm packages (none installed)");
  expect(all).toMatch(/^npm ci .*\nnpm install .*\n.*could not be installed/m);
  expect(exitCode).toBe(1);
});

test("names and replaces an npm package of another version", async () => {
  const lock = JSON.parse(await readFile(join(repository, "package-lock.json"), "utf8"));
  lock.packages["node_modules/vitest"] = { version: "1.0.0" };
  const { all } = await setupIn(await checkout(lock));
  expect(all).toMatch(/vitest is 1\.0\.0, should be \d+/);
  expect(all).toMatch(/^npm install /m);
  expect(all).not.toContain("npm ci");
});
