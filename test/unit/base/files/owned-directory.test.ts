// Owned directories: removed with their owner, or by a sweep after its death.
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { OwnedDirectories, type OwnedDirectoryOptions } from "../../../../src/base/files/owned-directory.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { testDirectory } from "../../../support/domains.ts";
import { deadOwner, leftover, leftoverName } from "../../../support/leftovers.ts";
import { startProgram } from "../programs/start.ts";

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

/** The directories in a listing, sorted. */
function directoriesIn(names: readonly string[]): readonly string[] {
  return names.filter((name) => !name.endsWith(".lock")).sort();
}

const sweeper = fileURLToPath(new URL("../programs/sweep.ts", import.meta.url));

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
    expect(directoriesIn(await readdir(parent))).toEqual([basename(adopted?.path ?? "")]);
    await directories().sweep();
    expect(await readdir(adopted?.path ?? "")).toEqual(["file"]);
  }
  expect(await readdir(parent)).toEqual([]);
});

test("a missing directory cannot be adopted", async () => {
  expect(await directories().adopt(join(parent, "old"), "removed")).toBeUndefined();
});

test("a sweep removes only directories whose owner is dead for certain, and locks that nobody holds", async () => {
  await using live = await directories().create("live");
  await using program = await startProgram("own-directory.ts", { args: [parent] });
  const dead = await leftover(parent, "dead");
  const kept = [leftoverName("without-a-lock"), "mine", "x~nobody~1", ".keep"];
  await put(...kept, "unmarked");
  await writeFile(join(parent, "unmarked.lock"), "");
  await directories().sweep();
  const left = [...kept, "unmarked", basename(live.path), basename(program.firstLine)];
  expect(directoriesIn(await readdir(parent))).toEqual(left.sort());
  await program.kill();
  await directories().sweep();
  expect(directoriesIn(await readdir(parent))).toEqual([...kept, "unmarked", basename(live.path)].sort());
  expect((await readdir(parent)).filter((name) => name.endsWith(".lock"))).toEqual([`${basename(live.path)}.lock`]);
  expect(existsSync(dead)).toBe(false);
});

test("only a released lock proves that an owner is dead", async () => {
  await using live = await directories().create("live");
  await leftover(parent, "dead");
  await put(leftoverName("without-a-lock"));
  expect(await directories().isDead("live", live.owner)).toBe(false);
  expect(await directories().isDead("dead", deadOwner)).toBe(true);
  expect(await directories().isDead("dead", deadOwner)).toBe(true);
  expect(await directories().isDead("without-a-lock", deadOwner)).toBe(false);
  expect(await directories().isDead("dead", "../1")).toBe(false);
});

test("a program in a container that shares the directory is alive until it ends", async () => {
  // Its own processes and /proc, as in a container: process ids say nothing here.
  const namespaces = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--uts"];
  await using container = await startProgram("own-directory.ts", { args: [parent], within: namespaces });
  await directories().sweep();
  expect(existsSync(container.firstLine)).toBe(true);
  await container.kill();
  await expect.poll(() => directories().isDead("theirs", basename(container.firstLine).split("~")[1] ?? "")).toBe(true);
  await directories().sweep();
  expect(await readdir(parent)).toEqual([]);
});

test("a program that may open no more files removes nothing", async () => {
  const dead = await leftover(parent, "dead");
  const live = await directories().create("live");
  onTestFinished(() => live[Symbol.asyncDispose]());
  const { stdout } = await execa("prlimit", ["--nofile=64", process.execPath, sweeper, parent]);
  expect(stdout).toMatch(/^EMFILE\n[\s\S]*swept$/);
  expect([live.path, dead].map((path) => existsSync(path))).toEqual([true, true]);
  await directories().sweep();
  expect(existsSync(dead)).toBe(false);
});

test("a sweep leaves what is still in use", async () => {
  const dead = await leftover(parent, "dead");
  await directories({ inUse: async () => true }).sweep();
  expect(existsSync(dead)).toBe(true);
  await directories({ inUse: async () => false }).sweep();
  expect(existsSync(dead)).toBe(false);
});

test("a sweep does not follow a link in a directory's place", async () => {
  const target = join(parent, "target");
  await put("target");
  await symlink(target, join(parent, leftoverName("link")));
  await writeFile(join(parent, `${leftoverName("link")}.lock`), "");
  await directories().sweep();
  expect(await readdir(target)).toEqual(["file"]);
});

test.for(["a foreign parent", "a parent that others may write to"])(
  "nothing is created or swept in %s",
  async (kind) => {
    const log = captureLog();
    const dead = await leftover(parent, "dead");
    await (kind === "a foreign parent" ? chown(parent, 4_000_000, 4_000_000) : chmod(parent, 0o777));
    await directories().sweep();
    expect(existsSync(dead)).toBe(true);
    expect(log).toMatchObject([{ level: "warn", facts: { directory: parent } }]);
    await expect(directories().create("a")).rejects.toMatchObject({ code: "OPTION", facts: { directory: parent } });
  },
);

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
  const dead = await leftover(parent, "dead");
  await directories(failing).sweep();
  const directory = await directories(failing).create("live");
  await directory[Symbol.asyncDispose]();
  const warning = { level: "warn", message: "a test's directory could not be removed" };
  expect(log).toMatchObject([
    { ...warning, facts: { path: dead, reason: "busy" } },
    { ...warning, facts: { path: directory.path, reason: "busy" } },
  ]);
});

test("disposal can throw instead", async () => {
  const directory = await directories({ ...failing, throwOnDispose: true }).create("a");
  await expect(directory[Symbol.asyncDispose]()).rejects.toThrow("busy");
});

test("an exit removes only the directories of this process and its children", async () => {
  const own = await directories().create("own");
  await using child = await startProgram("own-directory.ts", { args: [parent] });
  const dead = await leftover(parent, "dead");
  await put("unowned");
  directories().removeOwnSync();
  expect([own.path, child.firstLine].map((path) => existsSync(path))).toEqual([false, false]);
  expect(await readdir(parent)).toEqual([basename(dead), `${basename(dead)}.lock`, "unowned"]);
});

test("an exit leaves the directory of a program in another container that has the same process id", async () => {
  const name = `other~${process.pid}-0123abcd-abc123`;
  await put(name);
  await chmod(parent, 0o700);
  const lock = join(parent, `${name}.lock`);
  const holder = execa("flock", ["--no-fork", lock, "sh", "-c", "echo held; exec sleep 60"], { reject: false });
  onTestFinished(() => void holder.kill());
  await once(holder.stdout, "data");
  directories().removeOwnSync();
  expect((await readdir(parent)).sort()).toEqual([name, `${name}.lock`]);
});

test("an exit removes nothing in a directory that others may write to", async () => {
  const own = await directories().create("own");
  await chmod(parent, 0o777);
  directories().removeOwnSync();
  expect(existsSync(own.path)).toBe(true);
  await chmod(parent, 0o700);
});

test("an exit goes on after a directory that cannot be removed", async () => {
  const busy = await directories().create("a");
  const next = await directories().create("b");
  directories().removeOwnSync((path) => {
    if (path === busy.path) throw new Error("busy");
  });
  expect([busy.path, next.path].map((path) => existsSync(path))).toEqual([true, false]);
  await busy[Symbol.asyncDispose]();
});

test("an exit accepts a missing parent", () => {
  expect(() => directories().removeOwnSync()).not.toThrow();
});
