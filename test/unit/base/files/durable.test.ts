// Files are on the disk before they get their name, and the name is before anything relies on it.
import { existsSync, readlinkSync } from "node:fs";
import { open, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { renameDurably, sync } from "../../../../src/base/files/durable.ts";
import { writeWholeFile } from "../../../../src/base/files/whole-file.ts";
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
  await writeWholeFile(path, "text", { sync: true });
  expect(seen).toEqual([
    [expect.stringMatching(/\.part$/), false],
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
