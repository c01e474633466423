// Files are on the disk before they get their name, and the name is before anything relies on it.
import { existsSync, readlinkSync } from "node:fs";
import { open, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { renameDurably, sync, writeDurably, writeSynced } from "../../../../src/base/files/durable.ts";
import { testDirectory } from "../../../support/domains.ts";

/** What was synced, and whether `name` existed then. */
async function watchSyncs(name: string): Promise<readonly (readonly [path: string, named: boolean])[]> {
  const seen: [string, boolean][] = [];
  await using handle = await open("/dev/null");
  const prototype: typeof handle = Object.getPrototypeOf(handle);
  const original = prototype.sync;
  const spy = vi.spyOn(prototype, "sync").mockImplementation(function (this: typeof handle) {
    seen.push([readlinkSync(`/proc/self/fd/${this.fd}`), existsSync(name)]);
    return original.call(this);
  });
  onTestFinished(() => spy.mockRestore());
  return seen;
}

test("a text is synced beside its name, then renamed, then its directory is synced", async () => {
  const directory = await testDirectory();
  const path = join(directory, "a.json");
  const seen = await watchSyncs(path);
  await writeDurably(path, "text");
  expect(seen).toEqual([
    [`${path}.new`, false],
    [directory, true],
  ]);
  expect(await readFile(path, "utf8")).toBe("text");
  expect(await readdir(directory)).toEqual(["a.json"]);
});

test("a file is synced before it is renamed", async () => {
  const directory = await testDirectory();
  const [from, to] = [join(directory, "from"), join(directory, "to")];
  await writeFile(from, "content");
  const seen = await watchSyncs(to);
  await sync(from);
  await renameDurably(from, to);
  expect(seen).toEqual([
    [from, false],
    [directory, true],
  ]);
});

test("a text that does not fit on the disk leaves the old content, and removes no device", async () => {
  const path = join(await testDirectory(), "a.json");
  await writeFile(path, "old");
  // Every write to this device fails with ENOSPC (full(4)). Through a link, so that no fault can remove the device.
  await symlink("/dev/full", `${path}.new`);
  await expect(writeDurably(path, "text")).rejects.toThrow("ENOSPC");
  expect(await readFile(path, "utf8")).toBe("old");
  expect(await readlink(`${path}.new`)).toBe("/dev/full");
  expect((await stat("/dev/full")).isCharacterDevice()).toBe(true);
  await expect(writeSynced(join(path, "nowhere"), "text")).rejects.toThrow("ENOTDIR");
});

test("a text that could not be synced leaves no part of it", async () => {
  const path = join(await testDirectory(), "a.json");
  await using handle = await open("/dev/null");
  const prototype: typeof handle = Object.getPrototypeOf(handle);
  const spy = vi.spyOn(prototype, "sync").mockRejectedValue(new Error("EIO"));
  onTestFinished(() => spy.mockRestore());
  await expect(writeDurably(path, "text")).rejects.toThrow("EIO");
  expect(existsSync(path)).toBe(false);
  expect(existsSync(`${path}.new`)).toBe(false);
});
