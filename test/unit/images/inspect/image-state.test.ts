// What counts as a sound image, with the real qemu-img and many kinds of damage.
import { once } from "node:events";
import { chmod, copyFile, mkdir, open, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { run } from "../../../../src/base/process/process.ts";
import { inspectImage } from "../../../../src/images/inspect/image-state.ts";
import { testDirectory } from "../../../support/domains.ts";
import { cachedFile } from "../../../support/guests/image-cache.ts";
import { ordinaryRights } from "../../../support/host/ordinary-rights.ts";

const mebibyte = 2 ** 20;
const cluster = 65_536;
/** Byte offsets in the header (QEMU's docs/interop/qcow2.rst). */
const header = { version: 4, refcountTable: 48, incompatible: 72 } as const;

let sound: string;
beforeAll(async () => {
  sound = await cachedFile("four-mebibytes.qcow2", ["1"], async (path) => {
    await run("qemu-img", ["create", "-f", "qcow2", path, "64M"], { timeout: 20_000 });
    await run("qemu-io", ["-c", "write -P 0xab 0 4M", path], { timeout: 20_000 });
  });
});

async function soundCopy(): Promise<string> {
  const path = join(await testDirectory(), "image.qcow2");
  await copyFile(sound, path);
  await chmod(path, 0o644);
  return path;
}

test("a missing file is absent", async () => {
  const directory = await testDirectory();
  expect(await inspectImage(join(directory, "image.qcow2"))).toEqual({ state: "absent" });
  expect(await inspectImage(join(directory, "no-directory", "image.qcow2"))).toEqual({ state: "absent" });
});

test("a dangling link is absent", async () => {
  const path = join(await testDirectory(), "image.qcow2");
  await symlink("/nonexistent/image.qcow2", path);
  expect(await inspectImage(path)).toEqual({ state: "absent" });
});

test("an image made by QEMU is sound, with its size", async () => {
  const { length } = await readFile(sound);
  expect(await inspectImage(sound)).toEqual({ state: "sound", bytes: length });
});

test("a read-only image is sound", async () => {
  const path = await soundCopy();
  await chmod(path, 0o444);
  expect(await inspectImage(path)).toMatchObject({ state: "sound" });
});

test("an image with leaked clusters is sound", async () => {
  const path = await soundCopy();
  const image = await readFile(path);
  const refcounts = Number(image.readBigUInt64BE(Number(image.readBigUInt64BE(header.refcountTable))));
  await patch(path, refcounts + 2 * (image.length / cluster), Buffer.from([0, 1]));
  await truncate(path, image.length + cluster);
  expect(await inspectImage(path)).toMatchObject({ state: "sound" });
});

test("an empty file is broken", async () => {
  const path = join(await testDirectory(), "image.qcow2");
  await writeFile(path, "");
  expect(await inspectImage(path)).toEqual({ state: "broken", reason: "its format is raw, not qcow2", bytes: 0 });
});

test("another format is broken and named", async () => {
  const path = join(await testDirectory(), "image.qcow2");
  await run("qemu-img", ["create", "-f", "vmdk", path, "1M"], { timeout: 20_000 });
  expect(await inspectImage(path)).toMatchObject({ state: "broken", reason: "its format is vmdk, not qcow2" });
});

test("a directory is broken", async () => {
  const path = join(await testDirectory(), "image.qcow2");
  await mkdir(path);
  expect(await inspectImage(path)).toEqual({ state: "broken", reason: "it is not a regular file" });
});

test.for([mebibyte, 3 * cluster, cluster, 200])("an image truncated to %i bytes is broken", async (length) => {
  const path = await soundCopy();
  await truncate(path, length);
  expect(await inspectImage(path)).toMatchObject({
    state: "broken",
    reason: expect.stringMatching(/\S/),
    bytes: length,
  });
});

test("flipped bytes in the header are broken", async () => {
  const path = await soundCopy();
  await patch(path, header.version, Buffer.from([0xff, 0xff]));
  const state = await inspectImage(path);
  expect(state).toMatchObject({ state: "broken", reason: "its qcow2 version is 4294901763" });
});

test("flipped bytes in the reference counts are broken", async () => {
  const path = await soundCopy();
  const image = await readFile(path);
  const refcounts = Number(image.readBigUInt64BE(Number(image.readBigUInt64BE(header.refcountTable))));
  await patch(path, refcounts + 10, Buffer.alloc(10));
  expect(await inspectImage(path)).toMatchObject({ state: "broken" });
});

test("an image that QEMU marked as corrupt is broken", async () => {
  const path = await soundCopy();
  await patch(path, header.incompatible + 7, Buffer.from([2]));
  expect(await inspectImage(path)).toMatchObject({ state: "broken", reason: "QEMU has marked it as corrupt" });
});

test("an overlay is refused, whether its backing file exists or not, and the error's command mends it", async () => {
  const path = join(await testDirectory(), "an image.qcow2");
  const backing = await soundCopy();
  await run("qemu-img", ["create", "-f", "qcow2", "-F", "qcow2", "-b", backing, path], { timeout: 20_000 });
  const refused: unknown = await inspectImage(path).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "IMAGE_INVALID", facts: { path, kind: "backing file", name: backing } });
  const [, command = ""] = /(qemu-img convert .*)$/.exec(String(refused)) ?? [];
  await run("sh", ["-c", command], { timeout: 20_000 });
  await rm(backing);
  expect(await inspectImage(path)).toMatchObject({ state: "sound" });
  await run("qemu-img", ["create", "-u", "-f", "qcow2", "-F", "raw", "-b", backing, path, "1M"], { timeout: 20_000 });
  await expect(inspectImage(path)).rejects.toMatchObject({ code: "IMAGE_INVALID" });
});

test("an image with an external data file is refused, and that file is not touched", async () => {
  const directory = await testDirectory();
  const [path, data] = [join(directory, "image.qcow2"), join(directory, "data")];
  await run("qemu-img", ["create", "-f", "qcow2", "-o", `data_file=${data}`, path, "1M"], { timeout: 20_000 });
  const before = await stat(data, { bigint: true });
  await expect(inspectImage(path)).rejects.toMatchObject({ facts: { kind: "external data file", name: data } });
  expect((await stat(data, { bigint: true })).atimeNs).toBe(before.atimeNs);
});

test("no program connects to the server that an image names", async () => {
  let connections = 0;
  await using server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = Object(server.address());
  const path = join(await testDirectory(), "image.qcow2");
  for (const url of [`nbd://127.0.0.1:${port}/`, `json:{"driver":"nbd","host":"127.0.0.1","port":"${port}"}`]) {
    await run("qemu-img", ["create", "-u", "-f", "qcow2", "-F", "raw", "-b", url, path, "1M"], { timeout: 20_000 });
    await expect(inspectImage(path)).rejects.toMatchObject({ facts: { name: url } });
  }
  expect(connections).toBe(0);
});

test("an image that needs more memory than any real one is refused at the limit", async () => {
  const path = join(await testDirectory(), "image.qcow2");
  await run("qemu-img", ["create", "-f", "qcow2", "-o", "cluster_size=512", path, "1M"], { timeout: 20_000 });
  // A check counts the references to each cluster of the file.
  await truncate(path, 2 ** 39);
  await expect(inspectImage(path)).rejects.toMatchObject({
    code: "IMAGE_INVALID",
    message: expect.stringMatching(/could not be checked.*[\s\S]*memory/i),
  });
});

test("an unreadable file is broken", async () => {
  const path = await soundCopy();
  await chmod(path, 0o000);
  const program = fileURLToPath(new URL("../programs/inspect-image.ts", import.meta.url));
  const [command = process.execPath, ...args] = [...ordinaryRights, process.execPath, program, path];
  const { stdout } = await run(command, args, { timeout: 60_000 });
  expect(JSON.parse(stdout)).toMatchObject({ state: "broken", reason: expect.stringContaining("EACCES") });
});

test("a file that the host cannot read now is not broken", async () => {
  const path = join(await testDirectory(), "image.qcow2");
  // A file whose every read fails with EIO.
  await symlink("/proc/self/mem", path);
  await expect(inspectImage(path)).rejects.toMatchObject({
    code: "IMAGE_INVALID",
    message: expect.stringMatching(/could not be checked: EIO/),
  });
});

test("a missing qemu-img is an error, not a broken image", async ({ onTestFinished }) => {
  const before = process.env.PATH;
  onTestFinished(() => {
    process.env.PATH = before;
  });
  process.env.PATH = "/nonexistent";
  await expect(inspectImage(sound)).rejects.toMatchObject({
    code: "PROCESS",
    message: expect.stringContaining("qemu-img"),
  });
});

test("an abort does not mark the image as broken", async () => {
  const reason = new Error("stop");
  await expect(inspectImage(sound, AbortSignal.abort(reason))).rejects.toBe(reason);
});

async function patch(path: string, offset: number, bytes: Buffer): Promise<void> {
  await using file = await open(path, "r+");
  await file.write(bytes, 0, bytes.length, offset);
}
