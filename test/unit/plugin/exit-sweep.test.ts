// What the main process removes as it exits: the run folders of itself and its workers, nobody else's.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { formatOwner, thisOwner } from "../../../src/base/files/owner.ts";
import { sweepOwn } from "../../../src/plugin/exit-sweep.ts";

test("removes the folders of this process and its children, and no others", async () => {
  const worker = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
  await once(worker, "spawn");
  onTestFinished(() => void worker.stdin.end());
  const directory = await mkdtemp(join(tmpdir(), "demotool-sweep-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const owned = (name: string, pid: number | undefined): string =>
    `${name}~${formatOwner({ ...thisOwner, pid: pid ?? 0 })}~aaaaaa`;
  const foreign = [owned("demo-foreign", process.ppid), "demo-unowned", "notes~about~this"];
  for (const name of [owned("demo-own", process.pid), owned("demo-worker", worker.pid), ...foreign]) {
    await mkdir(join(directory, name));
    await writeFile(join(directory, name, "overlay.qcow2"), "");
  }
  sweepOwn(directory);
  expect((await readdir(directory)).sort()).toEqual(foreign.sort());
});

test("a process with the same id in another container or boot, or before this one, is another owner", async () => {
  const directory = await mkdtemp(join(tmpdir(), "demotool-sweep-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const others = [{ namespace: "1" }, { boot: "00000000" }, { startTime: "1" }];
  const foreign = others.map((other, index) => `demo-${index}~${formatOwner({ ...thisOwner, ...other })}~aaaaaa`);
  for (const name of foreign) await mkdir(join(directory, name));
  sweepOwn(directory);
  expect((await readdir(directory)).sort()).toEqual(foreign.sort());
});

test("a missing directory is nothing to sweep", () => {
  expect(() => sweepOwn("/nonexistent/run")).not.toThrow();
});
