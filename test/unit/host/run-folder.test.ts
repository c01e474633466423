import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { qemuProcesses } from "../../../src/base/process/qemu-process.ts";
import { createRunFolder, removeOwnRunFolders, sweepRunFolders } from "../../../src/host/run-folder.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testDirectory } from "../../support/domains.ts";
import { deadOwner, ownedName } from "../../support/owned-name.ts";
import { pretendedQemu } from "../../support/sessions/pretended-qemu.ts";

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
  await mkdir(join(parent, ownedName("demo-dead", deadOwner)));
  const users: string[] = [];
  await sweepRunFolders(async (domain) => void users.push(domain), parent);
  expect(await readdir(parent)).toEqual([basename(live.path)]);
  expect(users).toEqual(["demo-dead"]);
});

test("a sweep keeps the folder of a VM that may live", async () => {
  const log = captureLog();
  const parent = await testDirectory();
  const dead = ownedName("demo-dead", deadOwner);
  await mkdir(join(parent, dead));
  await sweepRunFolders(() => Promise.reject(new Error("libvirt does not tell")), parent);
  expect(await readdir(parent)).toEqual([dead]);
  expect(log).toMatchObject([{ level: "warn", facts: { reason: "libvirt does not tell" } }]);
});

test("an exit kills the VM of a folder that it removes, and no other", async () => {
  const parent = await testDirectory();
  const folder = await createRunFolder("demo-own", parent);
  const foreign = join(parent, ownedName("demo-foreign", deadOwner), "overlay.qcow2");
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
