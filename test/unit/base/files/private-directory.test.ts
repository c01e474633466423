import { chmod, chown, mkdir, readdir, rename, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import {
  ensurePrivateDirectory,
  openPrivateDirectory,
  requireTrustedDirectory,
} from "../../../../src/base/files/private-directory.ts";
import { testDirectory } from "../../../support/domains.ts";

let parent: string;
let path: string;
beforeEach(async () => {
  parent = await testDirectory();
  path = join(parent, "own");
});

const modeOf = async (directory: string): Promise<number> => (await stat(directory)).mode & 0o777;

test.for([0o000, 0o022, 0o077, 0o777])("a new directory has mode 0700 under umask %o", async (mask) => {
  const before = process.umask(mask);
  onTestFinished(() => void process.umask(before));
  await ensurePrivateDirectory(path);
  expect(await modeOf(path)).toBe(0o700);
});

test("a directory that others may read becomes private", async () => {
  await mkdir(path);
  await chmod(path, 0o755);
  await ensurePrivateDirectory(path);
  expect(await modeOf(path)).toBe(0o700);
});

test("a directory that its owner made read-only stays so", async () => {
  await mkdir(path);
  await chmod(path, 0o555);
  await ensurePrivateDirectory(path);
  expect(await modeOf(path)).toBe(0o500);
});

test.for([0o770, 0o707, 0o1777])("refuses a directory with mode %o, which others may write to", async (mode) => {
  await mkdir(path);
  await chmod(path, mode);
  await expect(ensurePrivateDirectory(path)).rejects.toMatchObject({ code: "OPTION", facts: { directory: path } });
});

test("refuses another user's directory", async () => {
  await mkdir(path, { mode: 0o700 });
  await chown(path, 4_000_000, 4_000_000);
  await expect(ensurePrivateDirectory(path)).rejects.toThrow(/belongs to the user with the id 4000000[\s\S]*→ .*chown/);
});

test("refuses a file", async () => {
  await writeFile(path, "");
  await expect(ensurePrivateDirectory(path)).rejects.toMatchObject({ code: "OPTION" });
});

test("follows the user's own link, and no link that another user may have put there", async () => {
  const target = join(parent, "target");
  await mkdir(target, { mode: 0o700 });
  await symlink(target, path);
  await ensurePrivateDirectory(path);
  await chmod(parent, 0o1777);
  await expect(ensurePrivateDirectory(path)).rejects.toMatchObject({ code: "OPTION", facts: { directory: path } });
});

test("an open directory's entries cannot be redirected", async () => {
  await ensurePrivateDirectory(path);
  await writeFile(join(path, "mine"), "");
  await using directory = await openPrivateDirectory(path);
  await rename(path, `${path}-moved`);
  await mkdir(path);
  await writeFile(directory.entry("new"), "");
  expect(await readdir(`${path}-moved`)).toEqual(["mine", "new"]);
  expect(await readdir(path)).toEqual([]);
});

test("trusts a directory of this user's or root's that others cannot write to, and one that is missing", async () => {
  await expect(requireTrustedDirectory(path)).resolves.toBeUndefined();
  await mkdir(path, { mode: 0o755 });
  await expect(requireTrustedDirectory(path)).resolves.toBeUndefined();
  await chmod(path, 0o777);
  await expect(requireTrustedDirectory(path)).rejects.toThrow("other users may write to it");
  await chmod(path, 0o755);
  await chown(path, 4_000_000, 4_000_000);
  await expect(requireTrustedDirectory(path)).rejects.toThrow("it belongs to the user with the id 4000000");
});
