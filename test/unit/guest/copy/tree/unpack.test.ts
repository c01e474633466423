// Archives of honest guests, in the formats that tar programs write, and those of guests that lie.
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { run } from "../../../../../src/base/process/process.ts";
import { type EntryType, headersOf, paddingOf } from "../../../../../src/guest/copy/tree/tar-header.ts";
import { type UnpackedTree, unpack } from "../../../../../src/guest/copy/tree/unpack.ts";

let directory: string;
let root: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-unpack-"));
  root = join(directory, "root");
  await mkdir(root);
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});

interface Sent {
  readonly type?: EntryType;
  readonly mode?: number;
  readonly target?: string;
  readonly content?: string;
}

/** An archive of these entries. */
function archive(...entries: readonly (readonly [path: string, sent?: Sent])[]): Buffer {
  const blocks = entries.map(([path, { type = "file" as EntryType, mode = 0o644, target = "", content = "" } = {}]) => {
    const size = Buffer.byteLength(content);
    const header = headersOf({ path: Buffer.from(path), type, mode, size, target: Buffer.from(target) });
    return Buffer.concat([header, Buffer.from(content), Buffer.alloc(paddingOf(size))]);
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

async function unpacked(bytes: Buffer): Promise<UnpackedTree> {
  const path = join(directory, "archive");
  await writeFile(path, bytes);
  await using file = await open(path);
  return await unpack(file, root);
}

async function everything(): Promise<readonly string[]> {
  return (await readdir(directory, { recursive: true })).toSorted();
}

test.for([["--format=gnu"], ["--format=pax"], ["--format=ustar"]])("what tar writes with %s", async ([format = ""]) => {
  const source = join(directory, "source");
  const long = `${"d".repeat(80)}/${"f".repeat(90)}`;
  await mkdir(join(source, long, ".."), { recursive: true });
  await writeFile(join(source, long), "long");
  await writeFile(join(source, "new\nline é"), "x".repeat(1000), { mode: 0o640 });
  await symlink("new\nline é", join(source, "link"));
  await run("ln", [join(source, long), join(source, "second")], { timeout: 10_000 });
  await chmod(source, 0o750);
  const path = join(directory, "by-tar");
  await run("tar", ["-c", format, "-f", path, "-C", source, "."], { timeout: 10_000 });
  expect(await unpacked(await readFile(path))).toEqual({ isDirectory: true, leftOut: [] });
  expect(await readFile(join(root, long), "utf8")).toBe("long");
  expect((await stat(join(root, "new\nline é"))).mode & 0o777).toBe(0o640);
  expect(await readlink(join(root, "link"))).toBe("new\nline é");
  expect((await stat(join(root, "second"))).ino).toBe((await stat(join(root, long))).ino);
  expect((await stat(root)).mode & 0o777).toBe(0o750);
});

test("archives of several directories may follow each other", async () => {
  const bytes = Buffer.concat([archive(["./a", { content: "1" }]), Buffer.alloc(8192), archive(["./b"])]);
  expect(await unpacked(bytes)).toEqual({ isDirectory: false, leftOut: [] });
  expect((await readdir(root)).toSorted()).toEqual(["a", "b"]);
});

test.for<[what: string, entries: readonly (readonly [string, Sent?])[], message: RegExp]>([
  ["an absolute name", [["/tmp/demotool-hostile"]], /leads out of it/],
  ["a name with ..", [["a/../../outside"]], /leads out of it/],
  ["a name that is ..", [[".."]], /leads out of it/],
  ["a file below a link", [["l", { type: "link", target: "." }], ["l/file"]], /has l twice/],
  [
    "a directory in place of a link",
    [
      ["l", { type: "link", target: "." }],
      ["l/", { type: "directory" }],
    ],
    /has l twice/,
  ],
  ["a file below a file", [["f"], ["f/g"]], /has f twice/],
  ["a file in place of a file", [["f"], ["f"]], /has f twice/],
  [
    "a link in place of a directory",
    [
      ["d/", { type: "directory" }],
      ["d", { type: "link", target: "." }],
    ],
    /has d twice/,
  ],
  ["a file without a name", [["./"]], /without a name/],
  ["a hard link to a place outside", [["h", { type: "hardLink", target: "../archive" }]], /leads out of it/],
])("refuses %s, and writes nothing outside", async ([_what, entries, message]) => {
  await expect(unpacked(archive(...entries))).rejects.toThrow(message);
  expect((await everything()).filter((path) => !path.startsWith("root"))).toEqual(["archive"]);
});

test.for([
  ["l", "/etc/passwd"],
  ["l", ".."],
  ["l", "../archive"],
  ["d/l", "../../archive"],
  ["d/l", "../.."],
  ["l", "d/../../archive"],
  ["deep/er/l", "up/../secret"],
  ["l", ""],
] as const)("leaves out the link %s to %s", async ([path, target]) => {
  const { leftOut } = await unpacked(archive(["d/", { type: "directory" }], [path, { type: "link", target }]));
  expect(leftOut).toEqual([path]);
  await expect(lstat(join(root, path))).rejects.toThrow(/ENOENT/);
});

test.for([
  ["l", "f"],
  ["l", "no-such-file"],
  ["d/l", "../f"],
  ["d/e/l", "../../d/f"],
] as const)("keeps the link %s to %s", async ([path, target]) => {
  expect((await unpacked(archive([path, { type: "link", target }]))).leftOut).toEqual([]);
  expect(await readlink(join(root, path))).toBe(target);
});

test("devices, pipes and hard links to nothing are left out", async () => {
  const device = archive(["device"]);
  for (const [letter, name] of [
    ["3", "character"],
    ["4", "block"],
    ["6", "pipe"],
    ["S", "sparse"],
  ] as const) {
    const header = Buffer.from(device.subarray(0, 512));
    header.write(name.padEnd(10, "\0"), 0, "latin1");
    header.write(letter, 156, "latin1");
    const sum = header.subarray(0, 148).reduce((a, b) => a + b) + 8 * 32 + header.subarray(156).reduce((a, b) => a + b);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    expect((await unpacked(Buffer.concat([header, Buffer.alloc(1024)]))).leftOut).toEqual([name]);
  }
  expect((await unpacked(archive(["h", { type: "hardLink", target: "none" }]))).leftOut).toEqual(["h"]);
  expect(await readdir(root)).toEqual([]);
});

test("nobody else may write what a guest sends, and its owner may enter directories", async () => {
  await unpacked(
    archive(
      ["d/", { type: "directory", mode: 0 }],
      ["d/f", { mode: 0o7777 }],
      ["./", { type: "directory", mode: 0o777 }],
    ),
  );
  const modes = await Promise.all(["d", "d/f", ""].map(async (path) => (await stat(join(root, path))).mode & 0o7777));
  expect(modes).toEqual([0o700, 0o755, 0o755]);
});

test("an archive that was damaged or cut anywhere is an error or a part, never anything else", async () => {
  const whole = archive(
    ["d/", { type: "directory" }],
    ["d/f", { content: "content" }],
    ["x".repeat(150), { content: "1" }],
  );
  for (const at of [0, 100, 124, 130, 148, 156, 257, 600, 1600]) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 0x81;
    await expect(unpacked(damaged)).rejects.toThrow(/received archive/);
    await rm(root, { recursive: true });
    await mkdir(root);
  }
  await expect(unpacked(whole.subarray(0, 1100))).resolves.toBeDefined();
  await rm(root, { recursive: true });
  await mkdir(root);
  await expect(unpacked(whole.subarray(0, 1030))).rejects.toThrow(/ends too early/);
});

test("a name that is too long, and a number that is none, are errors", async () => {
  const long = headersOf({ path: Buffer.alloc(70_000, "x"), type: "file", mode: 0, size: 0, target: Buffer.alloc(0) });
  await expect(unpacked(long)).rejects.toThrow(/too long/);
  expect(await readdir(root)).toEqual([]);
});
