// Programs that stay in a guest, commands outside of the agent's control group, and their environment.
import { afterAll, beforeAll, expect, test } from "vitest";
import { AbortedError } from "../../../src/base/errors.ts";
import { formatEntry } from "../../../src/base/log.ts";
import { launch } from "../../../src/boot/launch.ts";
import { createDemo } from "../../../src/demo/demo.ts";
import { CommandError } from "../../../src/guest/command-error.ts";
import { keptBytes } from "../../../src/guest/programs/starter.ts";
import { Vm } from "../../../src/vm/vm.ts";
import { captureLog } from "../../support/captured-log.ts";
import { tinyRequest } from "../../support/guests/launched.ts";
import { tinyLinuxImage } from "../../support/guests/tiny-guest.ts";

/** A control group for the agent, as systemd makes one, a process as of a desktop session, and a home elsewhere. */
const startup = `
mount -t cgroup2 none /sys/fs/cgroup; mkdir /sys/fs/cgroup/agent
echo 'away:x:1001:1001::/var/lib/away:/bin/away-shell' >>/etc/passwd
mkdir -p /var/lib/away; chown 1001:1001 /var/lib/away
session() { env -i DISPLAY=:0 DBUS_SESSION_BUS_ADDRESS=unix:path=/x "$@" /sbin/runuser -u demo -- /bin/sleep 100000 & }
session PATH=/opt/session:/bin:/sbin:/usr/sbin HOME=/home/demo SHELL=/bin/demo-shell GTK_THEME=Session WINDOWID=7
sleep 0.1
session PATH=/opt/child:/bin GTK_THEME=Child`;

let vm: Vm;
beforeAll(async () => {
  const output = createDemo("programs");
  const backingFile = await tinyLinuxImage({ startup });
  vm = new Vm(await launch(tinyRequest(output, { name: "demo-guest-programs", backingFile })), output);
});
afterAll(() => vm?.[Symbol.asyncDispose]());

async function asRoot(script: string): Promise<string> {
  return (await vm.exec("sh", ["-c", script], { user: "root", reject: false })).stdout.trim();
}

/** How many processes run `sleep` for that many seconds. */
async function sleepers(seconds: number): Promise<number> {
  return Number(await asRoot(`ps -o args | grep -cx 'sleep ${seconds}'`));
}

/** Kills all that is in the agent's control group, as systemd does when it stops the agent; init starts it again. */
const restartAgent = "kill -9 $(cat /sys/fs/cgroup/agent/cgroup.procs); echo restarted";

test("a command has the environment of the session, and the home and shell of its account", async () => {
  const { stdout } = await vm.exec("sh", ["-c", 'echo "$PATH|$HOME|$SHELL|$GTK_THEME|$DISPLAY|$WINDOWID|$USER|$PWD"']);
  const path = "/opt/session:/bin:/sbin:/usr/sbin";
  expect(stdout).toBe(`${path}|/home/demo|/bin/demo-shell|Session|:0||demo|/home/demo\n`);
  const away = await vm.exec("sh", ["-c", 'echo "$HOME|$SHELL|$USER|$PWD"'], { user: "away" });
  expect(away.stdout).toBe("/var/lib/away|/bin/away-shell|away|/var/lib/away\n");
  const root = await vm.exec("sh", ["-c", 'echo "$PATH|$HOME|$PWD|$GTK_THEME"'], { user: "root" });
  expect(root.stdout).toMatch(/^\/usr\/local\/sbin:[^|]*\|\/root\|\/root\|\n$/);
});

test("the caller's environment goes over that of the session", async () => {
  const env = { PATH: "/opt/mine:/bin", HOME: "/tmp", "with.dot": "1" };
  const { stdout } = await vm.exec("sh", ["-c", 'echo "$PATH|$HOME|$PWD"'], { env });
  expect(stdout).toBe("/opt/mine:/bin|/tmp|/tmp\n");
});

test("relative paths of copies start at the home of the account", async () => {
  await vm.copyIn("/etc/hostname", "copied", { owner: "away" });
  expect(await asRoot("stat -c %u /var/lib/away/copied")).toBe("1001");
});

test("a program runs on after its start, and is seen until it ends", async () => {
  const program = await vm.start(
    "sh",
    ["-c", "echo out; echo error >&2; cat; until [ -e /tmp/end ]; do sleep 0.1; done"],
    {
      input: "the input\n",
      cwd: "/tmp",
      env: { A: "1" },
    },
  );
  expect(await program.running()).toBe(true);
  expect(await program.exit()).toBeUndefined();
  expect(await asRoot(`tr '\\0' ' ' </proc/${program.pid}/cmdline; readlink /proc/${program.pid}/cwd`)).toMatch(
    /^sh -c echo out.*\/tmp$/,
  );
  await expect.poll(() => program.output()).toBe("out\nerror\nthe input\n");
  await asRoot("touch /tmp/end");
  expect(await program.wait()).toEqual({ exitCode: 0, signal: undefined, failed: false });
  expect([await program.running(), await program.exit()]).toEqual([
    false,
    { exitCode: 0, signal: undefined, failed: false },
  ]);
});

test.for([
  ["a failure", "sh", ["-c", "echo cannot open display; exit 3"], 3, "cannot open display"],
  ["a missing program", "no-such-program", [], 127, "no-such-program"],
] as const)("%s at the start is an error with the program's output", async ([_what, command, args, code, said]) => {
  const error = await vm.start(command, args).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({ exitCode: code, stdout: expect.stringContaining(said) });
});

test("an unknown user is an error with the reason", async () => {
  await expect(vm.start("sleep", ["100"], { user: "nobody-here" })).rejects.toThrow(/nobody-here/);
});

test("a program that hands over to another one and ends with 0 is started", async () => {
  const program = await vm.start("sh", ["-c", "setsid sleep 4323 & exit 0"]);
  expect(await program.wait()).toMatchObject({ exitCode: 0 });
  expect(await sleepers(4323)).toBe(1);
});

test("a later failure is a warning in the log, with the output", async () => {
  const lines = captureLog();
  const program = await vm.start("sh", ["-c", "until [ -e /tmp/fail ]; do sleep 0.1; done; echo why; exit 4"]);
  await asRoot("touch /tmp/fail");
  await expect
    .poll(() => lines.map(formatEntry).join("\n"), { timeout: 10_000 })
    .toMatch(/sh in the guest exited with code 4 .*output="why"/);
  await expect(program.wait()).rejects.toThrow(/exited with code 4.*why/s);
  expect(await program.wait({ reject: false })).toMatchObject({ exitCode: 4, failed: true });
});

test("kill ends the program and what it started, also what ignores the signal", async () => {
  const polite = await vm.start("sh", ["-c", "sleep 4324 & wait"]);
  expect(await sleepers(4324)).toBe(1);
  expect(await polite.kill()).toEqual({ exitCode: 143, signal: "SIGTERM", failed: true });
  const stubborn = await vm.start("sh", ["-c", "trap '' TERM; while :; do sleep 4324; done"]);
  expect(await stubborn.kill()).toEqual({ exitCode: 137, signal: "SIGKILL", failed: true });
  await using block = await vm.start("sleep", ["4324"]);
  await block[Symbol.asyncDispose]();
  expect(await sleepers(4324)).toBe(0);
  expect(await block.kill()).toMatchObject({ signal: "SIGTERM" });
});

test("an interrupt from the keyboard is not ignored", async () => {
  const program = await vm.start("sleep", ["4325"]);
  expect(await program.kill("SIGINT")).toMatchObject({ signal: "SIGINT" });
});

test("its output is bounded, and its end is kept", async () => {
  const program = await vm.start("sh", ["-c", "seq 1 400000; until [ -e /tmp/seen ]; do sleep 0.1; done; echo last"]);
  await expect
    .poll(async () => (await program.output()).trimEnd().split("\n").at(-1), { timeout: 60_000 })
    .toBe("400000");
  await asRoot("touch /tmp/seen");
  await program.wait();
  const lines = (await program.output()).trimEnd().split("\n");
  const numbers = lines.slice(1, -1).map(Number);
  expect(lines.at(-1)).toBe("last");
  expect(numbers.length).toBeGreaterThan((256 * 1024) / 7);
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  const bytes = await asRoot("cat /run/demotool-*.[012] | wc -c");
  expect(Number(bytes)).toBeLessThan(keptBytes * 1.5);
});

test("standard output can be opened again by the user", async () => {
  const program = await vm.start("sh", ["-c", "echo again >/proc/self/fd/1"]);
  await program.wait();
  expect(await program.output()).toBe("again\n");
});

test.for([0, 100, 400])("an abort of the start after %i ms kills the program", async (delayMs) => {
  const abort = new AbortController();
  const starting = vm.withDemo(createDemo("programs", { signal: abort.signal })).start("sleep", ["4326"]);
  // A start takes half a second at least.
  setTimeout(() => abort.abort(new Error("enough")), delayMs);
  await expect(starting).rejects.toThrow(AbortedError);
  await expect.poll(() => sleepers(4326), { timeout: 20_000 }).toBe(0);
});

test("a restart of the agent ends neither commands nor programs", async () => {
  const group = await vm.exec("cat", ["/proc/self/cgroup"]);
  expect(group.stdout).toBe("0::/\n");
  const program = await vm.start("sleep", ["4327"]);
  const pieces: string[] = [];
  const command = vm.exec("sh", ["-c", "echo before; until [ -e /tmp/back ]; do sleep 0.1; done; echo after; exit 5"], {
    reject: false,
    onStdout: (text) => pieces.push(text),
  });
  await expect.poll(() => pieces.join(""), { timeout: 20_000 }).toBe("before\n");
  const before = await asRoot("pidof qemu-ga");
  expect(await asRoot(restartAgent)).toBe("restarted");
  expect(await asRoot("pidof qemu-ga")).not.toBe(before);
  await asRoot("touch /tmp/back");
  expect(await command).toMatchObject({ exitCode: 5, stdout: "before\nafter\n" });
  expect(pieces.join("")).toBe("before\nafter\n");
  expect(await program.running()).toBe(true);
  expect(await program.kill()).toMatchObject({ signal: "SIGTERM" });
});

test("a program of a snapshot is known after the revert, a later one is not", async () => {
  const early = await vm.start("sleep", ["4328"]);
  const snapshot = await vm.snapshot("early");
  const late = await vm.start("sleep", ["4329"]);
  const waiting = expect(late.wait()).rejects.toMatchObject({ code: expect.any(String) });
  await early.kill();
  await vm.revert(snapshot);
  await waiting;
  expect([await early.running(), await late.running()]).toEqual([true, false]);
  await expect(late.output()).rejects.toThrow(/does not know the program any more/);
});

test("the journal has the program and what was done with it", async () => {
  const program = await vm.start("sleep", ["0"]);
  await program.wait();
  const { readJournal } = await import("../../../src/base/journal/reader.ts");
  const { attempts } = await readJournal(vm.demo.path("journal.jsonl"));
  const [start, wait] = (attempts.at(-1)?.actions ?? []).slice(-2);
  expect(start).toMatchObject({
    kind: "start",
    details: { command: "sleep", args: ["0"], user: "demo", pid: program.pid },
  });
  expect(wait).toMatchObject({ kind: "program.wait", details: { command: "sleep", pid: program.pid, exitCode: 0 } });
});
