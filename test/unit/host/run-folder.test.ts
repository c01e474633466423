import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { createRunFolder, isDeadOwner, removeOwnRunFolders, sweepRunFolders } from "../../../src/host/run-folder.ts";
import { testDirectory } from "../../support/domains.ts";
import { deadOwner, leftover } from "../../support/leftovers.ts";

test("disposal removes a run folder and its contents", async () => {
  const parent = await testDirectory();
  const folder = await createRunFolder("demo-a", parent);
  await writeFile(folder.overlay, "x");
  await folder[Symbol.asyncDispose]();
  expect(await readdir(parent)).toEqual([]);
});

test("a sweep removes folders of dead owners", async () => {
  const parent = await testDirectory();
  await using live = await createRunFolder("demo-live", parent);
  await leftover(parent, "demo-dead");
  expect(await isDeadOwner("demo-live", live.owner, parent)).toBe(false);
  expect(await isDeadOwner("demo-dead", deadOwner, parent)).toBe(true);
  await sweepRunFolders(parent);
  expect((await readdir(parent)).sort()).toEqual([basename(live.path), `${basename(live.path)}.lock`]);
});

test("a sweep keeps the folder of a dead owner while a QEMU uses its disk", async () => {
  const parent = await testDirectory();
  const overlay = join(await leftover(parent, "demo-dead"), "overlay.qcow2");
  await run("qemu-img", ["create", "-q", "-f", "qcow2", overlay, "1M"], { timeout: 10_000 });
  const monitor = ["-monitor", "none", "-serial", "none", "-display", "none", "-S"];
  const drive = `file=${overlay},format=qcow2`;
  const qemu = spawn("qemu-system-x86_64", ["-nodefaults", "-drive", drive, "-qmp", "stdio", ...monitor]);
  await once(qemu.stdout, "data");
  await sweepRunFolders(parent);
  expect(existsSync(overlay)).toBe(true);
  qemu.kill("SIGKILL");
  await once(qemu, "exit");
  await sweepRunFolders(parent);
  expect(await readdir(parent)).toEqual([]);
});

test("an exit removes this process's folders", async () => {
  const parent = await testDirectory();
  await createRunFolder("demo-own", parent);
  removeOwnRunFolders(parent);
  expect(await readdir(parent)).toEqual([]);
});
