// Whether a guest has done its work, seen from the host.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { vcpuThreads } from "../../../src/base/process/vcpu-threads.ts";
import { GuestIdle } from "../../../src/host/guest-idle.ts";
import { testDirectory } from "../../support/domains.ts";

const limits = { wakeMs: 5000, sleepMs: 5000 };

/** Machine code: interrupts on, then sleep until the next one, again and again. */
const sleeps = [0xfb, 0xf4, 0xeb, 0xfd];
/** Machine code: jump to itself. */
const spins = [0xeb, 0xfe];

/** Starts a QEMU that boots this machine code, as libvirt names its processes; returns its UUID. */
async function guestThat(code: readonly number[], uuid: string = randomUUID()): Promise<string> {
  const disk = join(await testDirectory(), "disk");
  await writeFile(disk, Buffer.concat([Buffer.from(code), Buffer.alloc(510 - code.length), Buffer.from([0x55, 0xaa])]));
  const fixed = [
    "-name",
    "guest=idle,debug-threads=on",
    "-accel",
    "tcg",
    "-smp",
    "2",
    "-nodefaults",
    "-display",
    "none",
  ];
  const drive = ["-drive", `file=${disk},format=raw,if=ide,snapshot=on`, "-uuid", uuid];
  const qemu = spawn("qemu-system-x86_64", [...fixed, ...drive], { stdio: "ignore" });
  onTestFinished(() => void qemu.kill("SIGKILL"));
  await vi.waitFor(() => expect(vcpuThreads(uuid)).toHaveLength(2), { timeout: 20_000 });
  return uuid;
}

test("a guest that sleeps between its interrupts is idle, and soon", async () => {
  const guest = new GuestIdle(await guestThat(sleeps));
  expect(await guest.untilIdle(20_000)).toBe(true);
  const start = performance.now();
  expect(await guest.untilIdle(5000)).toBe(true);
  const moment = await guest.untilServed(limits);
  expect(moment).toBeGreaterThan(0);
  // Its timer wakes it 18 times a second.
  expect(await guest.untilServed(limits, moment)).toBeGreaterThan(moment ?? 0);
  expect(performance.now() - start).toBeLessThan(1000);
});

test("a guest whose processor runs is never idle, and the wait ends at its limit", async () => {
  const guest = new GuestIdle(await guestThat(spins));
  // The firmware sleeps now and then before it starts the code.
  await vi.waitFor(async () => expect(await guest.untilIdle(1000)).toBe(false), { timeout: 20_000 });
  const start = performance.now();
  expect(await guest.untilIdle(150)).toBe(false);
  expect(await guest.untilServed({ wakeMs: 10_000, sleepMs: 150 })).toBeGreaterThan(0);
  expect(performance.now() - start).toBeGreaterThanOrEqual(300);
  expect(performance.now() - start).toBeLessThan(1000);
});

test("time in which a busy host does not let the guest run does not count", async () => {
  const guest = new GuestIdle(await guestThat(spins));
  await vi.waitFor(async () => expect(await guest.untilIdle(1000)).toBe(false), { timeout: 20_000 });
  const loops = Array.from({ length: availableParallelism() * 3 }, () => spawn("sh", ["-c", "while :; do :; done"]));
  onTestFinished(() => loops.forEach((loop) => void loop.kill("SIGKILL")));
  const start = performance.now();
  expect(await guest.untilIdle(500)).toBe(false);
  // It runs for a quarter of the time.
  expect(performance.now() - start).toBeGreaterThan(1000);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test("a guest that this host does not show is not waited for", async () => {
  const guest = new GuestIdle(randomUUID());
  const start = performance.now();
  expect(await guest.untilIdle(10_000)).toBe(false);
  expect(await guest.untilServed(limits)).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(1000);
});

test("a guest that is seen only later is waited for then", async () => {
  const uuid = randomUUID();
  const guest = new GuestIdle(uuid);
  expect(await guest.untilIdle(100)).toBe(false);
  await guestThat(sleeps, uuid);
  await vi.waitFor(async () => expect(await guest.untilIdle(5000)).toBe(true), { timeout: 20_000 });
});
