import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test, vi } from "vitest";
import { run } from "../../../src/base/process/process.ts";
import { qemuProcesses } from "../../../src/base/process/qemu-process.ts";
import { createRunFolder, isDeadOwner, removeOwnRunFolders, sweepRunFolders } from "../../../src/host/run-folder.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testDirectory } from "../../support/domains.ts";
import { deadOwner, leftover, leftoverName } from "../../support/leftovers.ts";
import { pretendedQemu } from "../../support/sessions/pretended-qemu.ts";

const noUsers = async (): Promise<void> => {};

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
  const users: string[] = [];
  await sweepRunFolders(async (domain) => void users.push(domain), parent);
  expect((await readdir(parent)).sort()).toEqual([basename(live.path), `${basename(live.path)}.lock`]);
  expect(users).toEqual(["demo-dead"]);
});

test("a sweep keeps the folder of a VM that may live", async () => {
  const log = captureLog();
  const parent = await testDirectory();
  await leftover(parent, "demo-dead");
  await sweepRunFolders(() => Promise.reject(new Error("libvirt does not tell")), parent);
  expect((await readdir(parent)).sort()).toEqual([leftoverName("demo-dead"), `${leftoverName("demo-dead")}.lock`]);
  expect(log).toMatchObject([{ level: "warn", facts: { reason: "libvirt does not tell" } }]);
});

test("a sweep keeps the folder of a dead owner while a QEMU uses its disk", async () => {
  const parent = await testDirectory();
  const overlay = join(await leftover(parent, "demo-dead"), "overlay.qcow2");
  await run("qemu-img", ["create", "-q", "-f", "qcow2", overlay, "1M"], { timeout: 10_000 });
  const monitor = ["-monitor", "none", "-serial", "none", "-display", "none", "-S"];
  const drive = `file=${overlay},format=qcow2`;
  const qemu = spawn("qemu-system-x86_64", ["-nodefaults", "-drive", drive, "-qmp", "stdio", ...monitor]);
  await once(qemu.stdout, "data");
  await sweepRunFolders(noUsers, parent);
  expect(existsSync(overlay)).toBe(true);
  // A qemu-img that cannot be started does not tell.
  vi.stubEnv("PATH", "/nonexistent");
  await sweepRunFolders(noUsers, parent);
  vi.unstubAllEnvs();
  expect(existsSync(overlay)).toBe(true);
  qemu.kill("SIGKILL");
  await once(qemu, "exit");
  await sweepRunFolders(noUsers, parent);
  expect(await readdir(parent)).toEqual([]);
});

test("an exit kills the VM of a folder that it removes, and no other", async () => {
  const parent = await testDirectory();
  const folder = await createRunFolder("demo-own", parent);
  const foreign = join(await leftover(parent, "demo-foreign"), "overlay.qcow2");
  const own = await pretendedQemu(folder.overlay);
  const other = await pretendedQemu(foreign);
  const ends = once(own, "exit");
  removeOwnRunFolders(parent);
  expect(await ends).toEqual([null, "SIGKILL"]);
  expect(qemuProcesses(parent).map(({ pid }) => pid)).toEqual([other.pid]);
});

test("an exit removes this process's folders", async () => {
  const parent = await testDirectory();
  await createRunFolder("demo-own", parent);
  removeOwnRunFolders(parent);
  expect(await readdir(parent)).toEqual([]);
});
