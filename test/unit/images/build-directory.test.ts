// A build's directory is removed with its build; a sweep ends the programs of killed builds.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createBuildDirectory, sweepBuilds } from "../../../src/images/build-directory.ts";
import { buildMark } from "../../../src/images/build-processes.ts";
import { testDirectory } from "../../support/domains.ts";
import { leftover } from "../../support/leftovers.ts";
import { pretendedQemu } from "../../support/sessions/pretended-qemu.ts";

const leftoverBuild = (images: string): Promise<string> => leftover(join(images, "builds"), "fedora-42");

test("disposal removes a build's directory and its contents", async () => {
  const images = await testDirectory();
  {
    await using build = await createBuildDirectory(images, "fedora-42");
    await writeFile(join(build.path, "disk.qcow2"), "half an image");
    expect(await readdir(join(images, "builds"))).toHaveLength(2);
  }
  expect(await readdir(join(images, "builds"))).toEqual([]);
});

test("a sweep removes only builds of dead processes", async () => {
  const images = await testDirectory();
  await leftoverBuild(images);
  await using build = await createBuildDirectory(images, "fedora-42");
  await mkdir(join(images, "builds", "somebody's notes"));
  await sweepBuilds(images);
  expect((await readdir(join(images, "builds"))).sort()).toEqual(
    [basename(build.path), `${basename(build.path)}.lock`, "somebody's notes"].sort(),
  );
});

test("a sweep ends the VM on the disk of a swept build, and no other", async () => {
  const images = await testDirectory();
  const path = await leftoverBuild(images);
  const vm = await pretendedQemu(join(path, "disk.qcow2"));
  const other = await pretendedQemu(`${path}-other/disk.qcow2`);
  const ended = once(vm, "exit");
  await sweepBuilds(images);
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect(other.exitCode ?? other.signalCode).toBeNull();
});

test("a sweep ends only the programs of the swept build and their children", async () => {
  const images = await testDirectory();
  const path = await leftoverBuild(images);
  const marked = spawn("sh", ["-c", "sleep 600 & echo $!; wait"], {
    env: { PATH: process.env.PATH, ...buildMark(path) },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const other = spawn("sleep", ["600"], { env: { PATH: process.env.PATH, ...buildMark(`${path}-other`) } });
  onTestFinished(() => {
    marked.kill("SIGKILL");
    other.kill("SIGKILL");
  });
  const [grandchild] = await once(marked.stdout, "data");
  const ended = once(marked, "exit");
  await sweepBuilds(images);
  expect((await ended)[1]).toBe("SIGKILL");
  // A zombie process has an empty command line.
  const commandLine = `/proc/${String(grandchild).trim()}/cmdline`;
  await expect.poll(() => readFile(commandLine, "utf8").catch(() => "")).toBe("");
  expect(other.exitCode ?? other.signalCode).toBeNull();
  expect(await readdir(join(images, "builds"))).toEqual([]);
});
