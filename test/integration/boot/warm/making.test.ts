// States are made completely or not at all, and stay complete while they are in use.
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { AbortedError } from "../../../../src/base/errors.ts";
import { run } from "../../../../src/base/process/process.ts";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { poll } from "../../../../src/base/time/poll.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { testConnection } from "../../../support/domains.ts";
import { tinyLinuxImage } from "../../../support/guests/tiny-guest.ts";
import { complaints, processesOf, statesIn, told, warmVm } from "../../../support/guests/warm.ts";
import { ordinaryRights } from "../../../support/host/ordinary-rights.ts";
import { startWarmVm } from "./warm-process.ts";

/** Milliseconds that a VM may take, including the wait for its turn. */
const waitMs = 170_000;

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "demotool-warm-"));
  onTestFinished(() => rm(place, { recursive: true, force: true }));
});

async function states(): Promise<readonly string[]> {
  return readdir(statesIn(place)).catch(() => []);
}

/** Waits for an unfinished state whose memory file has at least this size. */
async function halfMade(bytes: number): Promise<string> {
  return poll(Deadline.after(waitMs, "a state that is being made"), 5, async () => {
    const name = (await states()).find((one) => one.includes("~") && !one.endsWith(".lock"));
    if (name === undefined) return undefined;
    const path = join(statesIn(place), name);
    const { size } = await stat(join(path, "state")).catch(() => ({ size: -1 }));
    return size >= bytes ? path : undefined;
  });
}

async function domainIsThere(name: string): Promise<void> {
  const connection = await testConnection();
  await poll(Deadline.after(waitMs, `domain ${name}`), 20, async () => {
    await using domain = await connection.findDomain(name);
    return domain !== undefined || undefined;
  });
}

// Only root may mount a small disk.
describe.runIf(process.getuid?.() === 0)("disk space", () => {
  /** A separate file system for the states. */
  async function mountStates(size: string): Promise<void> {
    await mkdir(statesIn(place), { recursive: true });
    await run("mount", ["-t", "tmpfs", "-o", `size=${size},mode=0700`, "tmpfs", statesIn(place)], { timeout: 20_000 });
    onTestFinished(async () => {
      await run("umount", [statesIn(place)], { timeout: 20_000 });
    });
  }

  test("a disk that fills up during a save causes a warning and leaves the VM intact", async () => {
    await mountStates("4g");
    const vm = startWarmVm(place, "demo-warm-full");
    await halfMade(0);
    // The estimate shrinks while nothing is written.
    vm.signal("SIGSTOP");
    await run("mount", ["-o", "remount,size=48m", statesIn(place)], { timeout: 20_000 });
    vm.signal("SIGCONT");
    const { origin, boot } = await vm.ready;
    expect(origin).toBeUndefined();
    expect(boot).toMatch(/^[0-9a-f-]{36}$/);
    expect(complaints(vm.log)).toMatchObject([{ facts: { reason: expect.stringMatching(/ENOSPC/) } }]);
    expect(await states()).toEqual([]);
    await vm.end();
  });

  test("the space that a state needs is measured on the host, whatever the guest says about its memory", async () => {
    // Enough for the memory that the guest's kernel counts as used, and a gigabyte, but not for what QEMU uses.
    await mountStates("1150m");
    const log = captureLog();
    await using _machine = await warmVm(place, { name: "demo-warm-word" });
    expect(complaints(log)).toMatchObject([{ facts: { reason: "not enough free disk space for saving the VM" } }]);
    expect(await states()).toEqual([]);
  });

  test("a disk that is too small gets no state", async () => {
    await mountStates("200m");
    const log = captureLog();
    await using machine = await warmVm(place, { name: "demo-warm-small" });
    expect((await machine.vm.exec("true")).exitCode).toBe(0);
    expect(complaints(log)).toMatchObject([{ facts: { reason: "not enough free disk space for saving the VM" } }]);
    expect(await states()).toEqual([]);
  });
});

test("of two concurrent processes, one boots and the other starts from its state", async () => {
  const processes = [startWarmVm(place, "demo-warm-first"), startWarmVm(place, "demo-warm-second")] as const;
  // On a host with room for one VM, the second gets its turn when the first ends.
  const first = await Promise.race(processes.map(({ ready }) => ready));
  const booted = (await processes[0].ready.catch(() => undefined)) === first ? processes[0] : processes[1];
  await booted.end();
  const vms = await Promise.all(processes.map(({ ready }) => ready));
  expect(vms.map(({ origin }) => origin !== undefined).sort()).toEqual([false, true]);
  expect(vms[0]?.boot).toBe(vms[1]?.boot);
  expect(vms[0]?.uuid).not.toBe(vms[1]?.uuid);
  expect(processes.flatMap(({ log }) => complaints(log))).toEqual([]);
  expect(await states()).toHaveLength(1);
  await Promise.all(processes.map((one) => one.end()));
});

test("a process killed while it makes or uses a state does not affect the next start", async () => {
  const maker = startWarmVm(place, "demo-warm-killed");
  const unfinished = await halfMade(1);
  await maker.kill();
  const log = captureLog();
  {
    await using machine = await warmVm(place, { name: "demo-warm-killed" });
    expect(machine.origin).toBeUndefined();
    expect(existsSync(unfinished)).toBe(false);
  }
  const user = startWarmVm(place, "demo-warm-killed");
  await domainIsThere("demo-warm-killed");
  await user.kill();
  const [state = ""] = await states();
  await using machine = await warmVm(place, { name: "demo-warm-killed" });
  expect(machine.origin).toBe(state);
  expect(machine.savedBoot).toBe((await told(machine)).boot);
  expect(complaints(log)).toEqual([]);
  expect(await states()).toEqual([state]);
});

test("a VM that dies while it is saved is replaced, with one warning", async () => {
  const log = captureLog();
  const starting = warmVm(place, { name: "demo-warm-dying" });
  const qemu = await poll(Deadline.after(waitMs, "the VM"), 200, async () => (await processesOf("demo-warm-dying"))[0]);
  await halfMade(1);
  process.kill(qemu, "SIGKILL");
  await using machine = await starting;
  expect(machine.origin).toBeUndefined();
  expect((await machine.vm.exec("true")).exitCode).toBe(0);
  expect(log.filter(({ level }) => level === "warn")).toMatchObject([
    { message: "the VM did not resume after it was saved: starting another one" },
  ]);
  expect(await states()).toEqual([]);
});

test("an abort ends a warm start and a save at once, and a complete state stays", async () => {
  const making = new AbortController();
  const maker = warmVm(place, { name: "demo-warm-aborted", signal: making.signal });
  const made = expect(maker).rejects.toThrow(AbortedError);
  await halfMade(1);
  making.abort(new Error("enough"));
  await made;
  expect(await states()).toEqual([]);
  await (await warmVm(place, { name: "demo-warm-aborted" }))[Symbol.asyncDispose]();
  const [state = ""] = await states();

  const abort = new AbortController();
  const starting = warmVm(place, { name: "demo-warm-aborted", signal: abort.signal });
  const outcome = expect(starting).rejects.toThrow(AbortedError);
  await domainIsThere("demo-warm-aborted");
  const log = captureLog();
  abort.abort(new Error("enough"));
  await outcome;
  const connection = await testConnection();
  expect(await connection.findDomain("demo-warm-aborted")).toBeUndefined();
  expect(log.filter(({ level }) => level === "warn")).toEqual([]);
  await using machine = await warmVm(place, { name: "demo-warm-aborted" });
  expect(machine.origin).toBe(state);
});

test("a state that this user may not read causes one warning and is replaced", async () => {
  await (await warmVm(place, { name: "demo-warm-rights" }))[Symbol.asyncDispose]();
  const [state = ""] = await states();
  await chmod(join(statesIn(place), state, "state"), 0);
  const vm = startWarmVm(place, "demo-warm-rights", ordinaryRights);
  expect((await vm.ready).origin).toBeUndefined();
  expect(complaints(vm.log)).toMatchObject([{ facts: { reason: expect.stringMatching(/EACCES/) } }]);
  expect((await stat(join(statesIn(place), state, "state"))).mode & 0o777).toBe(0o600);
  await vm.end();
});

test("a guest without an agent is not saved, without a further warning", async () => {
  const log = captureLog();
  const backingFile = await tinyLinuxImage({ agent: false });
  const readiness = { guestAgent: false, session: undefined };
  await using machine = await warmVm(place, { name: "demo-warm-silent", backingFile, readiness });
  expect(machine.origin).toBeUndefined();
  expect(complaints(log)).toMatchObject([{ message: expect.stringContaining("has no guest agent") }]);
  expect(await states()).toEqual([]);
});
