// A build's directory goes with its build, and what a killed one left is swept with its programs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { formatOwner, thisOwner } from "../../../src/base/files/owner.ts";
import { buildDirectory, sweepBuilds } from "../../../src/images/build-directory.ts";
import { buildMark } from "../../../src/images/build-processes.ts";
import { testDirectory } from "../../support/domains.ts";

/** This process's id with another start: a process that has ended, and whose id was given to this one. */
const deadOwner = { ...thisOwner, startTime: "1" };

async function leftover(images: string, owner: string): Promise<string> {
  const path = join(images, "builds", `fedora-42~${owner}~abc123`);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "disk.qcow2"), "half an image");
  return path;
}

test("a build's directory is gone after it, with what it holds", async () => {
  const images = await testDirectory();
  {
    await using build = await buildDirectory(images, "fedora-42");
    await writeFile(join(build.path, "disk.qcow2"), "half an image");
    expect(await readdir(join(images, "builds"))).toHaveLength(1);
  }
  expect(await readdir(join(images, "builds"))).toEqual([]);
});

test("only what builds of dead processes left is swept", async () => {
  const images = await testDirectory();
  await leftover(images, formatOwner(deadOwner));
  await leftover(images, formatOwner(thisOwner));
  await mkdir(join(images, "builds", "somebody's notes"));
  await sweepBuilds(images);
  expect((await readdir(join(images, "builds"))).sort()).toEqual(
    [`fedora-42~${formatOwner(thisOwner)}~abc123`, "somebody's notes"].sort(),
  );
});

test("a swept build's programs are ended, with those that they started, and no others", async () => {
  const images = await testDirectory();
  const path = await leftover(images, formatOwner(deadOwner));
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
  // One that has ended but was not reaped has an empty command line.
  const commandLine = `/proc/${String(grandchild).trim()}/cmdline`;
  await expect.poll(() => readFile(commandLine, "utf8").catch(() => "")).toBe("");
  expect(other.exitCode ?? other.signalCode).toBeNull();
  expect(await readdir(join(images, "builds"))).toEqual([]);
});

test("sweeps nothing where nothing was built", async () => {
  const images = await testDirectory();
  await sweepBuilds(join(images, "new"));
  expect(await readdir(join(images, "new", "builds"))).toEqual([]);
});
