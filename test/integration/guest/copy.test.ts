// Copies files into and out of a guest, with one tiny Linux for all tests.
import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AbortedError, OptionError, TimeoutError } from "../../../src/base/errors.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { launch } from "../../../src/boot/launch.ts";
import { createDemo } from "../../../src/demo/demo.ts";
import { copyIntoGuest } from "../../../src/guest/copy/copy-in.ts";
import { GuestError } from "../../../src/guest/errors.ts";
import { machineOf, Vm } from "../../../src/vm/vm.ts";
import { testDirectory } from "../../support/domains.ts";
import { tinyRequest } from "../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

const megabyte = 2 ** 20;

let vm: Vm;
beforeAll(async () => {
  const output = createDemo("copy");
  const backingFile = await tinyLinuxImage({ startup: "mkdir /small; mount -t tmpfs -o size=1m small /small" });
  vm = new Vm(
    await launch(tinyRequest(output, { name: "demo-guest-copy", backingFile, options: { memory: 1024 } })),
    output,
  );
});
afterAll(() => vm?.[Symbol.asyncDispose]());

async function inGuest(script: string): Promise<string> {
  return (await vm.exec("sh", ["-c", script], { user: "root", reject: false })).stdout.trim();
}

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

async function localFile(content: string | Uint8Array, name = "file"): Promise<string> {
  const path = join(await testDirectory(), name);
  await writeFile(path, content);
  return path;
}

/** A failed copy left nothing, in the guest or on the host. */
async function expectNothingLeft(...directories: string[]): Promise<void> {
  const list = "find / -xdev -name '*demotool-*' ! -path '/proc/*' | grep -vE '[.](out|err)$'; ls -A /small";
  await expect.poll(() => inGuest(list), { timeout: 20_000, interval: 200 }).toBe("");
  for (const directory of directories) {
    expect((await readdir(directory)).filter((name) => name.startsWith(".demotool"))).toEqual([]);
  }
}

test("100 MB arrive complete, in both directions", async () => {
  const content = randomBytes(100 * megabyte);
  const path = await localFile(content);
  const start = performance.now();
  await vm.copyIn(path, "/tmp/large");
  const between = performance.now();
  await vm.copyOut("/tmp/large", `${path}-back`);
  const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(1);
  console.log(`100 MB: in ${seconds(start, between)} s, out ${seconds(between, performance.now())} s`);
  expect(await inGuest("sha256sum </tmp/large; stat -c '%U:%G' /tmp/large")).toBe(`${sha256(content)}  -\ndemo:demo`);
  expect(Buffer.compare(await readFile(`${path}-back`), content)).toBe(0);
  await inGuest("rm /tmp/large");
  await expectNothingLeft();
});

test.for([0, 1, 63, 64, 65_535, 65_537])("a file of %i bytes", async (size) => {
  const content = randomBytes(size);
  const path = await localFile(content);
  await vm.copyIn(path, "/tmp/sized");
  await vm.copyOut("/tmp/sized", `${path}-back`);
  expect(Buffer.compare(await readFile(`${path}-back`), content)).toBe(0);
});

test("supports owner, permissions and relative paths", async () => {
  const path = await localFile("#!/bin/sh\necho ran\n", "a program");
  await chmod(path, 0o750);
  await vm.copyIn(path, "a program");
  expect(await inGuest("stat -c '%U %a' '/home/demo/a program'")).toBe("demo 750");
  expect((await vm.exec("./a program")).stdout).toBe("ran\n");
  await vm.copyIn(path, "/root", { owner: "root", mode: 0o600 });
  expect(await inGuest("stat -c '%U %a' '/root/a program'")).toBe("root 600");
  const directory = await testDirectory();
  await vm.copyOut("a program", directory);
  expect((await stat(join(directory, "a program"))).mode & 0o777).toBe(0o750);
});

test("replaces the target of a link and keeps the link", async () => {
  await inGuest("echo old >/tmp/real; ln -sf /tmp/real /tmp/link");
  await vm.copyIn(await localFile("new\n"), "/tmp/link");
  expect(await inGuest("cat /tmp/real; readlink /tmp/link")).toBe("new\n/tmp/real");
});

test("concurrent copies run one after the other", async () => {
  const contents = [1, 2, 3].map(() => randomBytes(megabyte));
  const directory = await testDirectory();
  await Promise.all(
    contents.map(async (content, index) => {
      await vm.copyIn(await localFile(content), `/tmp/turn${index}`);
      await vm.copyOut(`/tmp/turn${index}`, join(directory, String(index)));
    }),
  );
  for (const [index, content] of contents.entries()) {
    expect(sha256(await readFile(join(directory, String(index))))).toBe(sha256(content));
  }
});

test.for<[why: string, path: string, message: RegExp]>([
  ["a missing directory", "/nowhere/file", /there is no directory \/nowhere in the guest/],
  ["a device", "/dev/null", /\/dev\/null is not a regular file/],
  ["a full disk", "/small/file", /\/small\/file could not be written.*\n.*No space left/s],
])("rejects a copy into the guest: %s", async ([_why, path, message]) => {
  const local = await localFile(randomBytes(3 * megabyte));
  const error = await vm.copyIn(local, path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(GuestError);
  expect(String(error)).toMatch(message);
  expect(String(error)).toContain(local);
  await expectNothingLeft();
});

test("rejects a user that the guest does not have", async () => {
  await expect(vm.copyIn(await localFile("x"), "/tmp/x", { owner: "nobody-here" })).rejects.toThrow(
    /there is no user nobody-here/,
  );
});

test.for([
  ["/tmp/missing", /there is no file \/tmp\/missing in the guest\n.*→ check the path/],
  ["/tmp", /\/tmp is a directory/],
] as const)("rejects a copy out of the guest: %s", async ([path, message]) => {
  const directory = await testDirectory();
  await expect(vm.copyOut(path, join(directory, "x"))).rejects.toThrow(message);
  expect(await readdir(directory)).toEqual([]);
});

test("rejects a file that the host does not have", async () => {
  const directory = await testDirectory();
  await expect(vm.copyIn(join(directory, "missing"), "/tmp/x")).rejects.toThrow(OptionError);
  await expect(vm.copyIn(directory, "/tmp/x")).rejects.toThrow(/is a directory/);
  await expect(vm.copyOut("/etc/passwd", join(directory, "missing/x"))).rejects.toThrow(OptionError);
  await mkdir(join(directory, "empty"));
  await vm.copyOut("/etc/passwd", join(directory, "empty"));
  expect(await readdir(join(directory, "empty"))).toEqual(["passwd"]);
});

test("a file that grows during the copy arrives with its initial size", async () => {
  const writer = "while [ ! -e /tmp/enough ]; do echo more >>/tmp/log; done";
  await inGuest(`dd if=/dev/zero of=/tmp/log bs=1M count=50; (${writer}) >/dev/null 2>&1 &`);
  const path = join(await testDirectory(), "log");
  await vm.copyOut("/tmp/log", path);
  await inGuest("touch /tmp/enough; sleep 0.2; rm /tmp/log");
  expect((await stat(path)).size).toBeGreaterThanOrEqual(50 * megabyte);
});

test("a file shorter than its reported size is an error, not a wait", async () => {
  // Files in /sys report the size of a page.
  const directory = await testDirectory();
  await expect(vm.copyOut("/sys/class/net/lo/mtu", join(directory, "mtu"))).rejects.toThrow(/less than it announced/);
  expect(await readdir(directory)).toEqual([]);
});

test("a local file that shrinks during the copy is an error, and the guest's file is unchanged", async () => {
  await inGuest("echo before >/tmp/shrunk");
  const path = await localFile("");
  await truncate(path, 400 * megabyte);
  const copy = vm.copyIn(path, "/tmp/shrunk");
  await Promise.all([expect(copy).rejects.toThrow(/was truncated/), delay(300).then(() => truncate(path, 1))]);
  expect(await inGuest("cat /tmp/shrunk")).toBe("before");
  await expectNothingLeft();
});

test.for(["in", "out"] as const)(
  "an abort ends a copy %s and leaves nothing, and the next copy works",
  async (direction) => {
    const path = await localFile(Buffer.alloc(200 * megabyte, 7));
    if (direction === "out") await vm.copyIn(path, "/tmp/aborted");
    const abort = new AbortController();
    const stopped = vm.withDemo(createDemo("copy", { signal: abort.signal }));
    const copy =
      direction === "in" ? stopped.copyIn(path, "/tmp/aborted") : stopped.copyOut("/tmp/aborted", `${path}-2`);
    await Promise.all([expect(copy).rejects.toThrow(AbortedError), delay(300).then(() => abort.abort())]);
    await inGuest("rm -f /tmp/aborted");
    await expectNothingLeft(join(path, ".."));
    const content = randomBytes(1000);
    const next = await localFile(content);
    await vm.copyIn(next, "/tmp/next");
    await vm.copyOut("/tmp/next", `${next}-back`);
    expect(Buffer.compare(await readFile(`${next}-back`), content)).toBe(0);
  },
);

test("a copy's timeout is the copy's own error", async () => {
  const path = await localFile(Buffer.alloc(200 * megabyte));
  const deadline = Deadline.after(200, "the copy");
  const job = { local: path, guest: "/tmp/late", user: "demo", deadline };
  const error = await copyIntoGuest(machineOf(vm).copies, job, undefined).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TimeoutError);
  expect(String(error)).toContain("the copy took longer than 200 ms");
  await expectNothingLeft();
});
