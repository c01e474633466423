// A guest's side that lies: a real socket that stands for the port, and an agent that starts nothing.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { guestAgent } from "../../../../src/guest/agent.ts";
import { CopyChannel } from "../../../../src/guest/copy/channel.ts";
import { copyOutOfGuest } from "../../../../src/guest/copy/copy-out.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "demotool-copy-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});

/** A channel to a guest whose script sends these bytes after the mark that the host waits for. */
async function channelTo(...sent: readonly (string | Buffer)[]): Promise<CopyChannel> {
  const path = join(directory, ".port");
  const { promise: connected, resolve } = Promise.withResolvers<Socket>();
  const server = createServer((socket) => {
    socket.on("error", () => {});
    resolve(socket);
  }).listen(path);
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const agent = guestAgent(async (request) => {
    const { execute, arguments: given } = JSON.parse(request);
    const mark = given.env?.find((variable: string) => variable.startsWith("DEMOTOOL_COPY="))?.split("=")[1];
    if (mark !== undefined) {
      const socket = await connected;
      for (const bytes of [`${mark}\n`, ...sent]) socket.write(bytes);
    }
    const answers: Record<string, unknown> = {
      "guest-exec": { pid: 7 },
      "guest-exec-status": { exited: true, exitcode: 0 },
      "guest-file-open": 5,
      "guest-file-read": { "buf-b64": "", eof: true },
    };
    return JSON.stringify({ return: answers[execute] ?? {} });
  });
  return new CopyChannel(agent, "port", async () => path);
}

async function copy(channel: CopyChannel, guest = "/tmp/file", local = join(directory, "file")): Promise<number> {
  return copyOutOfGuest(channel, { local, guest, user: "demo", deadline: Deadline.after(10_000, "the copy") });
}

const digest = (content: string): string => createHash("sha256").update(content).digest("hex");

/** The names of the copies, whole or not. */
async function copies(): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => name !== ".port");
}

test.each(["644", "7777", "0", "1755"])(
  "a file that its guest says has mode %s may not be written by others",
  async (mode) => {
    expect(await copy(await channelTo(`7 ${mode}\ncontent`, digest("content")))).toBe(7);
    const local = join(directory, "file");
    expect((await stat(local)).mode & 0o7777).toBe(Number.parseInt(mode, 8) & 0o755);
    if (mode !== "0") expect(await readFile(local, "utf8")).toBe("content");
  },
);

test.each([
  ["a number that is none", "1e301 644\n"],
  ["a number of 301 digits", `1${"0".repeat(301)} 644\n`],
  ["a number beyond 2^53", "9999999999999999 644\n"],
  ["a negative number", "-1 644\n"],
  ["a mode of many digits", `7 ${"7".repeat(40)}\n`],
  ["no mode", "7\n"],
  ["a line that never ends", "7".repeat(100_000)],
])("a size and mode that are %s are an error, and nothing is written", async (_what, line) => {
  await expect(copy(await channelTo(line))).rejects.toMatchObject({
    code: "GUEST",
    headline: expect.stringContaining("does not begin with the file's size and mode"),
  });
  expect(await copies()).toEqual([]);
});

test("a size that does not fit on the host's disk is refused before anything is written", async () => {
  await expect(copy(await channelTo("9007199254740991 644\n", Buffer.alloc(100_000)))).rejects.toMatchObject({
    code: "DISK_SPACE",
    facts: { directory, neededMiB: 2 ** 33 },
  });
  expect(await copies()).toEqual([]);
});

test.each([
  ["less than announced", ["7 644\ncont"]],
  ["more than announced", ["7 644\ncontent and more", digest("content")]],
  ["another digest", ["7 644\ncontent", digest("other")]],
])(
  "a guest that sends %s leaves no file",
  async (_what, sent) => {
    await expect(copy(await channelTo(...sent))).rejects.toMatchObject({ code: "GUEST" });
    expect(await copies()).toEqual([]);
  },
  20_000,
);

test("a device or a pipe is not replaced by a file", async () => {
  const pipe = join(directory, "pipe");
  await execa("mkfifo", [pipe]);
  await expect(copy(await channelTo(`7 644\ncontent`, digest("content")), "/tmp/file", pipe)).rejects.toMatchObject({
    code: "OPTION",
    headline: `${pipe} is not a file: nothing is copied to it`,
  });
  expect((await stat(pipe)).isFIFO()).toBe(true);
});

test.each(["/", ".", "/tmp/..", "/tmp/a\0b"])("%j names no file of a directory on the host", async (guest) => {
  await expect(copy(await channelTo(), guest, directory)).rejects.toMatchObject({ code: "OPTION" });
});
