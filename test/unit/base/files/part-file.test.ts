import { mkdir, mkdtemp, readdir, readlink, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { execa } from "execa";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { partPath, sweepParts } from "../../../../src/base/files/part-file.ts";

const namespace = basename(partPath("/nonexistent/a")).split("-")[2];
const part = (pid: number | undefined, inNamespace = namespace): string =>
  `.demotool-${pid}-${inNamespace}-0123456789ab.part`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-part-"));
  onTestFinished(() => rm(directory, { recursive: true }));
});

async function leftOf(names: readonly string[], ageMs = 0): Promise<string[]> {
  for (const name of names) {
    await writeFile(join(directory, name), "");
    const time = (Date.now() - ageMs) / 1000;
    await utimes(join(directory, name), time, time);
  }
  sweepParts(directory);
  return readdir(directory);
}

/** The id of a process that has ended. */
async function endedProcess(): Promise<number | undefined> {
  const running = execa("true");
  await running;
  return running.pid;
}

test("a new path is beside the file, and different each time", () => {
  const first = partPath(join(directory, "a.png"));
  expect(dirname(first)).toBe(directory);
  expect(basename(first)).toMatch(/^\.demotool-\d+-\d+-[0-9a-f]{12}\.part$/);
  expect(partPath(join(directory, "a.png"))).not.toBe(first);
});

test("the first path in a directory removes what ended processes left there", async () => {
  await writeFile(join(directory, part(await endedProcess())), "");
  partPath(join(directory, "a.png"));
  expect(await readdir(directory)).toEqual([]);
});

test("leaves the files of running processes, and all others", async () => {
  const names = [part(process.pid), part(process.ppid), ".demotool-1.part", "a.part", "a.png"];
  expect((await leftOf(names)).sort()).toEqual(names.toSorted());
});

test("a process in another namespace counts as running, for ten minutes", async () => {
  const other = part(await endedProcess(), "1");
  expect(await leftOf([other])).toEqual([other]);
  expect(await leftOf([other, part(process.pid)], 599_000)).toHaveLength(2);
  expect(await leftOf([other, part(process.pid)], 601_000)).toEqual([]);
});

test("a process on another host that shares the directory counts as running", async () => {
  // The first namespaces of all hosts have the same number.
  const [number] = /\d+/.exec(await readlink("/proc/self/ns/pid")) ?? [];
  const other = part(await endedProcess(), number);
  expect(await leftOf([other])).toEqual([other]);
});

test("what cannot be removed does not keep the rest", async () => {
  const gone = await endedProcess();
  const fixed = part(gone).replace("0123456789ab", "000000000000");
  await mkdir(join(directory, fixed));
  expect(await leftOf([part(gone)])).toEqual([fixed]);
});

test("ignores a directory that is missing", () => {
  expect(() => sweepParts(join(directory, "missing"))).not.toThrow();
});
