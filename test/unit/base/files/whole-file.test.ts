import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { FileError, writeWholeFile } from "../../../../src/base/files/whole-file.ts";
import { repository } from "../../../support/source.ts";
import { startProgram } from "../programs/start.ts";

const program = join(repository, "test/unit/base/programs/write-file.ts");

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-whole-"));
  path = join(directory, "a.txt");
  onTestFinished(() => rm(directory, { recursive: true }));
});

test("writes files and leaves nothing beside them", async () => {
  await writeWholeFile(path, "one", { mode: 0o600 });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await writeWholeFile(path, Buffer.from("two"), { sync: true });
  expect(await readFile(path, "utf8")).toBe("two");
  expect(await readdir(directory)).toEqual(["a.txt"]);
});

test("keeps the permissions of the file that it replaces, and writes through links", async () => {
  await writeFile(path, "one");
  await chmod(path, 0o640);
  await symlink("a.txt", join(directory, "link"));
  await writeWholeFile(join(directory, "link"), "two");
  expect(await readFile(path, "utf8")).toBe("two");
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});

test("writes a file with the longest name that there can be", async () => {
  const long = join(directory, "x".repeat(255));
  await writeWholeFile(long, "content");
  expect(await readFile(long, "utf8")).toBe("content");
});

test("the error for a file that cannot be written names it and leaves nothing", async () => {
  const missing = join(directory, "missing", "a.txt");
  const error = await writeWholeFile(missing, "one").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FileError);
  expect(error).toMatchObject({
    code: "FILE",
    headline: `the file ${missing} could not be written: ENOENT: no such file or directory`,
  });
  expect(await readdir(directory)).toEqual([]);
});

test.for(["a named pipe", "an empty directory"])("does not replace %s", async (kind) => {
  if (kind === "a named pipe") await execa("mkfifo", [path]);
  else await mkdir(path);
  await expect(writeWholeFile(path, "one")).rejects.toMatchObject({ code: "FILE", facts: { path } });
  expect((await stat(path)).isFile()).toBe(false);
  expect(await readdir(directory)).toEqual(["a.txt"]);
});

test("a full disk leaves the old file as it was, and nothing beside it", async () => {
  const unshare = process.getuid?.() === 0 ? ["--mount"] : ["--user", "--map-root-user", "--mount"];
  const script = `mount -t tmpfs -o size=1m tmpfs "$1" && cd "$1" && "$2" "$3" a 600000 && "$2" "$3" a 900000 2
    wc -c <a; tr -d '\\001' <a | wc -c; ls -A`;
  const { stdout } = await execa("unshare", [
    ...unshare,
    "sh",
    "-c",
    script,
    "sh",
    directory,
    process.execPath,
    program,
  ]);
  const lines = stdout.split("\n").filter((line) => !/^ |^begun/.test(line));
  expect(lines).toEqual([
    expect.stringMatching(/^DISK_SPACE: the file a could not be written: ENOSPC/),
    expect.stringMatching(/^DISK_SPACE/),
    "600000",
    "0",
    "a",
  ]);
});

test("a killed process leaves a whole file, and the next write removes what it left", { timeout: 60_000 }, async () => {
  const length = 8_000_000;
  let killedWhileWriting = 0;
  for (let round = 0; round < 20 && killedWhileWriting < 3; round++) {
    const writer = await startProgram("write-file.ts", { args: [path, String(length), "10000"] });
    await delay(5 + 7 * (round % 10));
    await writer.kill();
    const names = await readdir(directory);
    if (names.some((name) => name !== "a.txt")) killedWhileWriting++;
    if (!names.includes("a.txt")) continue;
    const content = await readFile(path);
    expect(content.equals(Buffer.alloc(length, content[0]))).toBe(true);
  }
  expect(killedWhileWriting).toBeGreaterThan(0);
  await execa(process.execPath, [program, path, "10"]);
  expect(await readdir(directory)).toEqual(["a.txt"]);
});
