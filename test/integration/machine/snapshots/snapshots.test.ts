// Snapshots of a running VM: disk and memory are reverted, and everything outside the guest continues.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { poll } from "../../../../src/base/time/poll.ts";
import { launch } from "../../../../src/boot/launch.ts";
import { outputDirectory } from "../../../../src/demo/output-directory.ts";
import { resyncReverted } from "../../../../src/guest/resync.ts";
import type { Machine } from "../../../../src/machine/machine.ts";
import { runJob, stateSize, writableDisks } from "../../../../src/machine/snapshots/job.ts";
import type { Snapshot } from "../../../../src/machine/snapshots/snapshot.ts";
import { machineOf, Vm } from "../../../../src/vm/vm.ts";
import { testDirectory } from "../../../support/domains.ts";
import { serveFiles } from "../../../support/files/file-server.ts";
import { forgetInput, inputGuestImage, tabletEvents, typedText } from "../../../support/guests/input-guest.ts";
import { tinyRequest } from "../../../support/guests/launched.ts";
import { frames, probe } from "../../../support/video/video.ts";

let machine: Machine;
let vm: Vm;

beforeAll(async () => {
  const output = outputDirectory("test", "/nonexistent");
  machine = await launch(tinyRequest(output, { name: "demo-snapshots", backingFile: await inputGuestImage() }));
  vm = new Vm(machine, output);
  return () => vm[Symbol.asyncDispose]();
});

async function asRoot(script: string): Promise<string> {
  return (await vm.exec("sh", ["-c", script], { user: "root", reject: false })).stdout;
}

/** The disk's last sector, which no file uses. */
const sector = "bs=512 count=1 2>/dev/null";
const lastSector = 131_071;

/** Writes a word to the disk, to memory and to the screen. */
async function mark(word: string): Promise<void> {
  await asRoot(`echo ${word} >/tmp/mark; echo ${word} >/dev/tty1
    echo ${word} | dd of=/dev/vda ${sector} seek=${lastSector} conv=sync,fsync`);
}

/** The words that {@link mark} wrote, read from the disk itself and from memory. */
async function marks(): Promise<readonly string[]> {
  const script = `echo 3 >/proc/sys/vm/drop_caches; cat /tmp/mark; dd if=/dev/vda ${sector} skip=${lastSector} | tr -d '\\0'`;
  return (await asRoot(script)).trim().split("\n");
}

test("reverts disk, memory and screen, repeatedly and in any order", async () => {
  const client = await machine.vnc();
  const states: { word: string; snapshot: Snapshot; screen: Uint8Array }[] = [];
  for (const word of ["first", "second", "third"]) {
    await mark(word);
    const snapshot = await vm.snapshot(word);
    expect(snapshot).toEqual({ name: word });
    await client.refresh(Deadline.after(20_000, "the screen"));
    states.push({ word, snapshot, screen: client.snapshot().data });
  }
  await mark("later");
  for (const index of [0, 2, 1, 1, 0, 2]) {
    const { word, snapshot, screen } = states[index] as (typeof states)[number];
    await vm.revert(snapshot);
    expect(Buffer.compare(client.framebuffer.data, screen), word).toBe(0);
    expect(await marks()).toEqual([word, word]);
    await mark(`after-${word}`);
    expect(await marks()).toEqual([`after-${word}`, `after-${word}`]);
  }
});

test("commands, copies, keyboard, pointer, network and clock work right after a revert", async () => {
  const directory = await testDirectory();
  await using server = await serveFiles(directory, { page: "from the host" });
  await vm.mouse.move(300, 200, { duration: 0 });
  await forgetInput(vm);
  const snapshot = await vm.snapshot("driven");
  const file = join(directory, "file");
  await writeFile(file, Buffer.alloc(300_000, "content"));
  const client = await machine.vnc();
  for (let round = 1; round <= 2; round++) {
    await vm.keyboard.type("lost");
    await vm.keyboard.press("CapsLock");
    await poll(Deadline.after(10_000, "CapsLock"), 20, async () => client.lights?.capsLock || undefined);
    await vm.keyboard.down("Shift");
    await vm.mouse.down();
    await vm.mouse.move(600, 500, { duration: 0 });
    await asRoot("date -s @1000000000; killall cat");

    await vm.revert(snapshot);
    const [before, seconds, after] = [Date.now(), Number((await vm.exec("date", ["+%s"])).stdout), Date.now()];
    expect(seconds).toBeGreaterThanOrEqual(before / 1000 - 2);
    expect(seconds).toBeLessThanOrEqual(after / 1000 + 2);
    expect(client.lights).toMatchObject({ capsLock: false });
    expect(client.pointerState).toMatchObject({ x: 300, y: 200, buttons: 0 });
    await vm.keyboard.type("aB\n", { delay: 0 });
    expect(await typedText(vm, 3)).toBe("aB\n");
    await vm.mouse.click();
    const buttons = async (): Promise<readonly number[]> =>
      (await tabletEvents(vm)).filter(({ type }) => type === 1).map(({ value }) => value);
    await expect.poll(buttons, { timeout: 10_000 }).toEqual([1, 0]);

    await vm.copyIn(file, "/tmp/copied");
    await vm.copyOut("/tmp/copied", `${file}-back`);
    expect(Buffer.compare(await readFile(file), await readFile(`${file}-back`))).toBe(0);
    const page = server.url.replace("127.0.0.1", "10.0.2.2");
    expect(await asRoot(`wget -q -O - ${page}/page`)).toBe("from the host");
  }
});

test("the guest's kernel is told to reseed its random numbers", async () => {
  const snapshot = await vm.snapshot("random");
  const drawn = new Set<string>();
  for (let round = 0; round < 3; round++) {
    await vm.revert(snapshot);
    drawn.add(await asRoot("cat /proc/sys/kernel/random/uuid"));
  }
  expect(drawn.size).toBe(3);
  // The numbers above may differ by chance as well, soon after the guest's boot.
  expect(await resyncReverted(machine.agent, Deadline.after(60_000, "waking"))).toEqual({ clock: true, random: true });
});

test("a recording continues over a revert: the paused VM, the old state, and what follows", async () => {
  const demo = outputDirectory("recorded", await testDirectory());
  const recorded = vm.withDemo(demo);
  const bright = "printf '\\033[47m\\033[2J' >/dev/tty1";
  const dark = "printf '\\033[40m\\033[2J' >/dev/tty1";
  await asRoot(dark);
  const snapshot = await vm.snapshot("dark");
  let seconds = 0;
  await recorded.record("through", async (section) => {
    await vm.step("Bright", () => asRoot(bright));
    await vm.screen.waitForStable({ quiet: 300 });
    await vm.step("Back", () => vm.revert(snapshot));
    await vm.step("Bright again", () => asRoot(bright));
    await vm.screen.waitForStable({ quiet: 300 });
    seconds = section.seconds();
  });
  const path = demo.path("through.mp4");
  const { packets, chapters } = await probe(path);
  expect(chapters.map(({ tags }) => tags.title).filter((title) => title !== "")).toEqual(
    expect.arrayContaining(["Bright", "Back", "Bright again"]),
  );
  expect(packets.length / 30).toBeGreaterThan(seconds - 0.1);
  expect(packets.every((packet, index) => Math.abs(Number(packet.pts_time) - index / 30) < 0.001)).toBe(true);
  const shown: boolean[] = [];
  for await (const { y } of frames(path)) {
    const isBright = y.reduce((sum, value) => sum + value, 0) / y.length > 100;
    if (shown.at(-1) !== isBright) shown.push(isBright);
  }
  expect(shown).toEqual([false, true, false, true]);
});

test("a running command survives a snapshot and ends at a revert", async () => {
  const command = vm.exec("sh", ["-c", "echo on >/tmp/command; sleep 4321"], { user: "root" });
  const outcome = expect(command).rejects.toMatchObject({
    code: "GUEST",
    headline: expect.stringContaining("was reverted to snapshot before"),
  });
  const before = await vm.snapshot("before");
  await poll(Deadline.after(30_000, "the command"), 200, async () => (await asRoot("cat /tmp/command")) || undefined);
  await asRoot("rm /tmp/command");
  await vm.revert(before);
  await outcome;
  await asRoot("killall sleep");
});

test("a snapshot waits for a running copy, a revert aborts it, and the next copy works", async () => {
  const file = join(await testDirectory(), "large");
  await writeFile(file, Buffer.alloc(40 * 2 ** 20, "large"));
  const begun = async (): Promise<void> => {
    const part = async (): Promise<string> => asRoot("ls -A /tmp | grep demotool-");
    await poll(Deadline.after(30_000, "the copy"), 50, async () => (await part()) || undefined);
  };
  const whole = vm.copyIn(file, "/tmp/whole");
  await begun();
  const copied = await vm.snapshot("copied");
  await whole;
  await vm.revert(copied);
  expect(await asRoot("stat -c %s /tmp/whole")).toBe(`${40 * 2 ** 20}\n`);

  await writeFile(file, Buffer.alloc(120 * 2 ** 20, "longer"));
  const cut = expect(vm.copyIn(file, "/tmp/cut")).rejects.toMatchObject({ code: "GUEST" });
  await begun();
  await vm.revert(copied);
  await cut;
  await writeFile(file, Buffer.alloc(40 * 2 ** 20, "large"));
  await vm.copyIn(file, "/tmp/next");
  expect(await asRoot("cmp /tmp/whole /tmp/next && ls -A /tmp | grep -E 'demotool-|cut'")).toBe("");
  await asRoot("rm /tmp/whole /tmp/next");
});

test("a later snapshot of the same name replaces the first and frees its disk space", async () => {
  await mark("old");
  const old = await vm.snapshot("same");
  await mark("new");
  const same = await vm.snapshot("same");
  await expect(vm.revert(old)).rejects.toMatchObject({ code: "OPTION", headline: expect.stringContaining("replaced") });
  await mark("later");
  await vm.revert(same);
  expect(await marks()).toEqual(["new", "new"]);
  const tags = Array.from({ length: 30 }, (_, index) => `demotool-${index + 1}`);
  const left = await Promise.all(tags.map((tag) => stateSize(machine.domain, tag)));
  expect(left.filter((size) => size !== undefined)).toHaveLength(
    ["first", "second", "third", "driven", "random", "dark", "before", "copied", "same"].length,
  );
});

test("rejects an invalid name or snapshot; a timed-out or aborted snapshot leaves the VM unchanged", async () => {
  const option = { code: "OPTION" };
  for (const name of ["", " ", "two\nlines", "x".repeat(101), 7]) {
    await expect(vm.snapshot(name as string), String(name)).rejects.toMatchObject(option);
  }
  for (const snapshot of ["first", undefined, { name: "first" }]) {
    await expect(vm.revert(snapshot as Snapshot)).rejects.toMatchObject(option);
  }
  await expect(vm.snapshot("late", { timeout: 0 })).rejects.toMatchObject(option);
  // Each limit passes at another moment.
  for (const limitMs of [1, 3, 5, 8, 20]) {
    const late = machineOf(vm).snapshots.take("late", Deadline.after(limitMs, "snapshot late"));
    await expect(late, `${limitMs} ms`).rejects.toMatchObject({ code: "TIMEOUT" });
  }
  const abort = new AbortController();
  const demo = { ...outputDirectory("stopped", "/nonexistent"), signal: abort.signal };
  const stopped = expect(vm.withDemo(demo).snapshot("stopped")).rejects.toMatchObject({ code: "ABORTED" });
  abort.abort(new Error("enough"));
  await stopped;
  await mark("still here");
  expect(await marks()).toEqual(["still here", "still here"]);
});

test("a failed snapshot or revert reports QEMU's message; only the former resumes the VM", async () => {
  const { domain } = machine;
  const disks = await writableDisks(domain);
  const left = await vm.snapshot("left");
  const sizes = Array.from({ length: 30 }, async (_, index) => stateSize(domain, `demotool-${index + 1}`));
  const last = (await Promise.all(sizes)).findLastIndex((size) => size !== undefined) + 1;
  await runJob(domain, "snapshot-save", { tag: `demotool-${last + 1}`, disks });
  await expect(vm.snapshot("taken")).rejects.toMatchObject({
    code: "SNAPSHOT",
    headline: expect.stringMatching(/could not take snapshot taken: .*already exists/),
    facts: { domain: "demo-snapshots", snapshot: "taken" },
  });
  await mark("goes on");
  expect(await marks()).toEqual(["goes on", "goes on"]);

  await runJob(domain, "snapshot-delete", { tag: `demotool-${last}`, disks });
  await expect(vm.revert(left)).rejects.toMatchObject({
    code: "SNAPSHOT",
    headline: expect.stringMatching(/could not revert to snapshot left: .*does not exist/),
  });
  expect(await domain.state()).toBe("paused");
  await expect(vm.exec("true")).rejects.toMatchObject({
    code: "VM_STOPPED",
    headline: "the VM demo-snapshots is paused: the revert to its snapshot left failed",
  });
});
