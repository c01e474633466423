// Copies directories and patterns into and out of a guest, with one tiny Linux for all tests.
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../../../src/base/process/process.ts";
import { launch } from "../../../../src/boot/launch.ts";
import { createDemo } from "../../../../src/demo/demo.ts";
import { Vm } from "../../../../src/vm/vm.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { testDirectory } from "../../../support/domains.ts";
import { tinyRequest } from "../../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../../support/guests/tiny-guest.ts";

let vm: Vm;
beforeAll(async () => {
  const output = createDemo("copy-tree");
  const backingFile = await tinyLinuxImage({ startup: "mkdir /small; mount -t tmpfs -o size=1m small /small" });
  vm = new Vm(await launch(tinyRequest(output, { name: "demo-guest-copy-tree", backingFile })), output);
});
afterAll(() => vm?.[Symbol.asyncDispose]());

async function inGuest(script: string): Promise<string> {
  return (await vm.exec("sh", ["-c", script], { user: "root", reject: false })).stdout.trim();
}

/** A failed copy left nothing, in the guest or on the host. */
async function expectNothingLeft(...directories: string[]): Promise<void> {
  const list = "find / -xdev -name '*demotool-*' ! -path '/proc/*' | grep -vE '[.](out|err|end)$'; ls -A /small";
  await expect.poll(() => inGuest(list), { timeout: 20_000, interval: 200 }).toBe("");
  for (const directory of directories) {
    expect((await readdir(directory)).filter((name) => name.startsWith(".demotool"))).toEqual([]);
  }
}

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
  await writeFile(join(root, "file"), randomBytes(3 * 2 ** 20));
  await expect(vm.copyIn(root, "/small/large")).rejects.toThrow(/could not be written.*No space left/s);
  await expectNothingLeft();
});
