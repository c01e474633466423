// The template's scratch directory: removed with its build, where failing to remove it does not fail the build.
import { access, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { createScratchDirectory } from "../../../src/images/embedded/scratch.ts";
import { leftover } from "../../support/leftovers.ts";

test("a scratch directory is open to a namespace's users, and is removed with its contents", async () => {
  const scratch = await createScratchDirectory();
  expect((await stat(scratch.path)).mode & 0o777).toBe(0o755);
  await writeFile(join(scratch.path, "file"), "");
  await scratch[Symbol.asyncDispose]();
  await expect(access(scratch.path)).rejects.toMatchObject({ code: "ENOENT" });
});

test("removes directories of dead processes and keeps those of live ones", async () => {
  await using living = await createScratchDirectory();
  const dead = await leftover(dirname(living.path), "root");
  await using _next = await createScratchDirectory();
  await expect(access(dead)).rejects.toMatchObject({ code: "ENOENT" });
  await access(living.path);
});

test("logs a warning for a directory that cannot be removed", async () => {
  const program = fileURLToPath(new URL("./programs/blocked-scratch.ts", import.meta.url));
  const namespace = ["--user", "--map-root-user", "--mount"];
  const { stdout } = await run("unshare", [...namespace, process.execPath, program], { timeout: 60_000 });
  const { path, log } = JSON.parse(stdout);
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  expect(log).toEqual(["warn a build's scratch directory could not be removed"]);
  await access(path);
});
