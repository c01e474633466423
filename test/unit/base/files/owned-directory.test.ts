// Owned directories: removed with their owner, or by a sweep after its death.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { OwnedDirectories, type OwnedDirectoryOptions } from "../../../../src/base/files/owned-directory.ts";
import { thisOwner } from "../../../../src/base/files/owner.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { testDirectory } from "../../../support/domains.ts";
import { deadOwner, ownedName } from "../../../support/owned-name.ts";

let parent: string;
beforeEach(async () => {
  parent = join(await testDirectory(), "parent");
});

function directories(options: Partial<OwnedDirectoryOptions> = {}): OwnedDirectories {
  return new OwnedDirectories(parent, { noun: "a test's directory", ...options });
}

async function put(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(parent, name), { recursive: true });
    await writeFile(join(parent, name, "file"), "x");
  }
}

const failing: Partial<OwnedDirectoryOptions> = { remove: () => Promise.reject(new Error("busy")) };

test("disposal removes a directory and its contents", async () => {
  {
    await using directory = await directories().create("a");
    await writeFile(join(directory.path, "file"), "x");
    expect(dirname(directory.path)).toBe(parent);
  }
  expect(await readdir(parent)).toEqual([]);
});

test("a directory is private unless a mode is given", async () => {
  await using own = await directories().create("a");
  await using open = await directories({ mode: 0o755 }).create("a");
  expect((await stat(own.path)).mode & 0o777).toBe(0o700);
  expect((await stat(open.path)).mode & 0o777).toBe(0o755);
});

test("two directories with one label have different paths", async () => {
  await using one = await directories().create("a");
  await using other = await directories().create("a");
  expect(one.path).not.toBe(other.path);
});

test("the path length is known before the directory exists", async () => {
  const length = directories().pathLength("a");
  await using directory = await directories().create("a");
  expect(directory.path).toHaveLength(length);
});

test("a directory kept under another name survives disposal", async () => {
  {
    await using directory = await directories().create("a");
    await writeFile(join(directory.path, "file"), "x");
    await directory.keepAs(join(parent, "whole"));
  }
  expect(await readdir(join(parent, "whole"))).toEqual(["file"]);
  expect(await readdir(parent)).toEqual(["whole"]);
});

test("an adopted directory gets an owner and is removed with it", async () => {
  await put("old");
  {
    await using adopted = await directories().adopt(join(parent, "old"), "removed");
    expect(await readdir(parent)).toEqual([basename(adopted?.path ?? "")]);
    await directories().sweep();
    expect(await readdir(adopted?.path ?? "")).toEqual(["file"]);
  }
  expect(await readdir(parent)).toEqual([]);
});

test("a missing directory cannot be adopted", async () => {
  expect(await directories().adopt(join(parent, "old"), "removed")).toBeUndefined();
});

test("a sweep removes only directories of dead owners", async () => {
  await using live = await directories().create("live");
  const dead = [ownedName("dead", deadOwner), ownedName("old", { ...thisOwner, boot: "00000000" })];
  const kept = [
    ownedName("container", { ...deadOwner, namespace: "1" }),
    ownedName("server", { ...thisOwner, boot: "00000000", machine: "1" }),
    ...["mine", "x~nobody~1", ".keep"],
  ];
  await put(...dead, ...kept);
  await directories().sweep();
  expect((await readdir(parent)).sort()).toEqual([...kept, basename(live.path)].sort());
});

test("a sweep of a shared parent ignores other labels", async () => {
  const other = ownedName("other", deadOwner);
  await put(ownedName("demotool", deadOwner), other);
  await directories({ sharedLabel: "demotool" }).sweep();
  expect(await readdir(parent)).toEqual([other]);
});

test("a sweep of a shared parent ignores other users' directories", async () => {
  const others = ownedName("demotool", deadOwner);
  await put(others);
  const getuid = process.getuid;
  onTestFinished(() => void Object.assign(process, { getuid }));
  Object.assign(process, { getuid: () => 4_000_000 });
  await directories({ sharedLabel: "demotool" }).sweep();
  expect(await readdir(parent)).toEqual([others]);
});

test("a sweep accepts a missing parent", async () => {
  const log = captureLog();
  await directories().sweep();
  expect(log).toEqual([]);
});

test("an unreadable parent only causes a warning", async () => {
  await writeFile(parent, "not a directory");
  const log = captureLog();
  await directories().sweep();
  expect(log).toMatchObject([{ level: "warn", facts: { directory: parent } }]);
});

test("a directory that cannot be removed only causes a warning", async () => {
  const log = captureLog();
  await put(ownedName("dead", deadOwner));
  await directories(failing).sweep();
  const directory = await directories(failing).create("live");
  await directory[Symbol.asyncDispose]();
  const warning = { level: "warn", message: "a test's directory could not be removed" };
  expect(log).toMatchObject([
    { ...warning, facts: { path: join(parent, ownedName("dead", deadOwner)), reason: "busy" } },
    { ...warning, facts: { path: directory.path, reason: "busy" } },
  ]);
});

test("disposal can throw instead", async () => {
  const directory = await directories({ ...failing, throwOnDispose: true }).create("a");
  await expect(directory[Symbol.asyncDispose]()).rejects.toThrow("busy");
});

test("an exit removes only the directories of this process and its children", async () => {
  const child = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
  await once(child, "spawn");
  onTestFinished(() => void child.stdin.end());
  const own = [thisOwner.pid, child.pid ?? 0].map((pid) => ownedName("own", { ...thisOwner, pid }));
  const elsewhere = [{ pid: process.ppid }, { namespace: "1" }, { boot: "00000000" }, { startTime: "1" }];
  const kept = elsewhere.map((change) => ownedName("demo", { ...thisOwner, ...change }));
  await put(...own, ...kept, "unowned", "notes~about~this");
  directories().removeOwnSync();
  expect((await readdir(parent)).sort()).toEqual([...kept, "unowned", "notes~about~this"].sort());
});

test("an exit accepts a missing parent", () => {
  expect(() => directories().removeOwnSync()).not.toThrow();
});
