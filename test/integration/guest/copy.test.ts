// Copies files into and out of a guest, with one tiny Linux for all tests.
import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AbortedError, OptionError, TimeoutError } from "../../../src/base/errors.ts";
import { run } from "../../../src/base/process/process.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { launch } from "../../../src/boot/launch.ts";
import { createDemo } from "../../../src/demo/demo.ts";
import { copyIntoGuest } from "../../../src/guest/copy/copy-in.ts";
import { GuestError } from "../../../src/guest/errors.ts";
import { machineOf, Vm } from "../../../src/vm/vm.ts";
import { captureLog } from "../../support/captured-log.ts";
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
  const list = "find / -xdev -name '*demotool-*' ! -path '/proc/*' | grep -vE '[.](out|err|end)$'; ls -A /small";
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
  ["/dev/null", /\/dev\/null is not a regular file/],
  ["/tmp/*.missing", /nothing matches \/tmp\/\*\.missing in the guest\n.*→ check the path/],
] as const)("rejects a copy out of the guest: %s", async ([path, message]) => {
  const directory = await testDirectory();
  await expect(vm.copyOut(path, join(directory, "x"))).rejects.toThrow(message);
  expect(await readdir(directory)).toEqual([]);
});

test("rejects a file that the host does not have", async () => {
  const directory = await testDirectory();
  await expect(vm.copyIn(join(directory, "missing"), "/tmp/x")).rejects.toThrow(OptionError);
  await expect(vm.copyIn(join(directory, "*.missing"), "/tmp/")).rejects.toThrow(/matches nothing/);
  await expect(vm.copyIn("/dev/null", "/tmp/x")).rejects.toThrow(/is neither a file nor a directory/);
  await expect(vm.copyIn(directory, "/tmp/x", { mode: 0o644 })).rejects.toThrow(/which the option mode is for/);
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

test("relative paths start at the calling file", async () => {
  await vm.copyIn("copy.test.ts", "/tmp/relative");
  await vm.copyIn(new URL("copy.test.ts", import.meta.url), "/tmp/by-url");
  expect(await inGuest("cmp /tmp/relative /tmp/by-url && head -1 /tmp/relative")).toMatch(/^\/\/ Copies files/);
  await expect(vm.copyIn("package.json", "/tmp/x")).rejects.toThrow(/guest\/package.json does not exist/);
});

/** A tree with all that names and files may be. */
async function oddTree(): Promise<string> {
  const root = join(await testDirectory(), "tree");
  const bytes = (name: string): Buffer => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, "latin1")]);
  for (const path of ["", "deep/er", "-rf", "empty", "deep/read only"])
    await mkdir(join(root, path), { recursive: true });
  await writeFile(bytes("a\nb \\n 'c' \"d\" *"), "line feed");
  await writeFile(bytes("caf\xe9"), "not UTF-8");
  await writeFile(bytes("--help"), "dashes");
  await writeFile(bytes("-rf/-x"), "dashes below");
  await writeFile(bytes(".hidden"), "");
  await writeFile(bytes(`deep/er/${"long".repeat(60)}`), randomBytes(100_000));
  await writeFile(bytes("run.sh"), "#!/bin/sh\necho ran\n", { mode: 0o750 });
  await symlink("deep/er", bytes("link"));
  await symlink("../run.sh", bytes("deep/link"));
  await symlink("/etc/shadow", bytes("outside"));
  await symlink("no-such-file", bytes("dangling"));
  await run("mkfifo", [join(root, "pipe")], { timeout: 10_000 });
  await chmod(join(root, "deep/read only"), 0o555);
  return root;
}

/** Each path with its kind, mode, and content or target, as `find` and `stat` tell them. */
const listing = `find . ! -type p -exec sh -c 'for f; do
  if [ -L "$f" ]; then about="-> $(readlink "$f")"; elif [ -f "$f" ]; then about=$(sha256sum <"$f"); else about=; fi
  [ -L "$f" ] || about="$(stat -c %a "$f") $about"
  printf "%s: %s\\n" "$f" "$about"; done' sh {} + | LC_ALL=C sort`;

async function localListing(cwd: string): Promise<string> {
  return (await run("sh", ["-c", listing], { timeout: 30_000, cwd })).stdout.trim();
}

test("a directory arrives with its names, modes and links, and comes back", async () => {
  const entries = captureLog();
  const root = await oddTree();
  await vm.copyIn(root, "/tmp/there");
  expect(entries).toMatchObject([{ level: "warn", facts: { count: 1, first: join(root, "pipe") } }]);
  expect(await inGuest(`cd /tmp/there && ${listing}`)).toBe(await localListing(root));
  expect(await inGuest("find /tmp/there ! -user demo | wc -l; /tmp/there/run.sh")).toBe("0\nran");
  const back = join(await testDirectory(), "back");
  await vm.copyOut("/tmp/there", back);
  expect(entries.at(-1)).toMatchObject({ level: "warn", facts: { count: 1, first: "outside" } });
  await rm(join(root, "outside"));
  expect((await localListing(back)).replace("read only: 755", "read only: 555")).toBe(await localListing(root));
  await expectNothingLeft();
});

test("a directory keeps its name in an existing directory, and goes over the one that is there", async () => {
  const root = join(await testDirectory(), "site");
  await mkdir(join(root, "sub"), { recursive: true });
  await writeFile(join(root, "sub/new"), "new");
  await inGuest(
    "mkdir -p /tmp/in/site/sub && cd /tmp/in && chmod 711 . site && echo old >site/sub/new && echo own >site/own",
  );
  for (const to of ["/tmp/in", "/tmp/in/"]) await vm.copyIn(root, to);
  expect(await inGuest("cd /tmp/in && find . | sort && cat site/sub/new && stat -c %a . site")).toBe(
    [".", "./site", "./site/own", "./site/sub", "./site/sub/new", "new711", "711"].join("\n"),
  );
  const directory = await testDirectory();
  for (const _time of [1, 2]) await vm.copyOut("/tmp/in/site", directory);
  expect((await readdir(directory, { recursive: true })).toSorted()).toEqual([
    "site",
    "site/own",
    "site/sub",
    "site/sub/new",
  ]);
  await expectNothingLeft(directory);
});

test("what is on the host is never followed: a link in the way is replaced, a directory behind one is an error", async () => {
  const directory = await testDirectory();
  const elsewhere = await testDirectory();
  await inGuest("mkdir -p /tmp/out/sub; echo guest >/tmp/out/file; echo guest >/tmp/out/sub/file");
  await mkdir(join(directory, "out"));
  await writeFile(join(elsewhere, "file"), "host");
  await symlink(join(elsewhere, "file"), join(directory, "out/file"));
  await vm.copyOut("/tmp/out", directory);
  expect(await readFile(join(directory, "out/file"), "utf8")).toBe("guest\n");
  await rm(join(directory, "out/sub"), { recursive: true });
  await symlink(elsewhere, join(directory, "out/sub"));
  await expect(vm.copyOut("/tmp/out", directory)).rejects.toThrow(/out\/sub is in the way of a directory/);
  expect(await readFile(join(elsewhere, "file"), "utf8")).toBe("host");
  await expectNothingLeft(directory);
});

test("patterns copy what matches, in both directions", async () => {
  const directory = await testDirectory();
  for (const name of ["a.log", "b.log", "-c.log", ".d.log", "e.txt", "[f].log"])
    await writeFile(join(directory, name), name);
  await mkdir(join(directory, "dir.log"));
  await writeFile(join(directory, "dir.log/inside"), "inside");
  await inGuest("mkdir -p /tmp/logs/1 /tmp/logs/2");
  await vm.copyIn(join(directory, "*.log"), "/tmp/logs/1");
  await vm.copyIn(join(directory, "[f].log"), "/tmp/logs/2/f.log");
  expect(await inGuest("cd /tmp/logs && find . -type f | sort")).toBe(
    ["./1/-c.log", "./1/[f].log", "./1/a.log", "./1/b.log", "./1/dir.log/inside", "./2/f.log"].join("\n"),
  );
  await expect(vm.copyIn(join(directory, "*.log"), "/tmp/logs/none")).rejects.toThrow(/no directory \/tmp\/logs\/none/);
  const back = await testDirectory();
  await vm.copyOut("/tmp/logs/*/[!d]*.log", back);
  expect((await readdir(back)).toSorted()).toEqual(["-c.log", "[f].log", "a.log", "b.log", "f.log"].toSorted());
  await vm.copyOut("/tmp/logs/1/[f].log", join(back, "literal"));
  expect(await readFile(join(back, "literal"), "utf8")).toBe("[f].log");
  await expect(vm.copyOut("/tmp/logs/1/*.log", join(back, "literal"))).rejects.toThrow(/several files need one/);
  await expectNothingLeft(back);
});

test("a tree of many files is copied as one, and its progress is in the log", async () => {
  const entries = captureLog();
  const root = join(await testDirectory(), "many");
  for (const directory of Array.from({ length: 50 }, (_, index) => join(root, String(index)))) {
    await mkdir(directory, { recursive: true });
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => writeFile(join(directory, String(index)), "x".repeat(index))),
    );
  }
  await vm.copyIn(root, "/tmp/many");
  expect(await inGuest("find /tmp/many -type f | wc -l; rm -r /tmp/many")).toBe("5000");
  expect(entries[0]).toMatchObject({ level: "info", message: expect.stringMatching(/^copy of .*many to \/tmp\/many/) });
  expect(entries[0]?.facts).toMatchObject({ ofMB: expect.any(Number), seconds: expect.any(Number) });
});

test("a full disk leaves nothing of a directory", async () => {
  const root = join(await testDirectory(), "large");
  await mkdir(root);
  await writeFile(join(root, "file"), randomBytes(3 * megabyte));
  await expect(vm.copyIn(root, "/small/large")).rejects.toThrow(/could not be written.*No space left/s);
  await expectNothingLeft();
});
