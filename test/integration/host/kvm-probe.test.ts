import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runDirectory } from "../../../src/base/files/paths.ts";
import { chooseAccelerator } from "../../../src/host/acceleration.ts";
import { emulatorPath } from "../../../src/host/emulator.ts";
import { type KvmProbe, probeKvm, runGuest } from "../../../src/host/kvm-probe.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testConnection, testDirectory } from "../../support/domains.ts";

/** A device that every user of every host may open. */
const openDevice = "/dev/null";

/** A host where a shell script stands in for QEMU: `$qemu` is the real one. */
async function hostWith(script: string): Promise<{
  directory: string;
  memory: string;
  emulator: string;
  probe: () => Promise<KvmProbe>;
  probes: () => Promise<number>;
}> {
  const directory = await testDirectory();
  const qemu = await emulatorPath(await testConnection());
  const [emulator, memory, count] = ["qemu", "cache/kvm.json", "count"].map((name) => join(directory, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(emulator, `#!/bin/sh\necho >>${count}\nqemu=${qemu}\n${script}\n`);
  await chmod(emulator, 0o755);
  return {
    directory,
    memory,
    emulator,
    probe: () => probeKvm(emulator, memory, openDevice),
    probes: async () => (await readFile(count, "utf8").catch(() => "")).length,
  };
}

const broken = 'echo "failed to set MSR" >&2; exit 1';
/** The probe's guest runs under emulation as it would under working KVM. */
const working = `for word; do shift
case "$word" in host) word=max;; esac
set -- "$@" "$(echo "$word" | sed s/accel=kvm/accel=tcg/)"; done
exec $qemu "$@"`;

test("the probe's guest runs and reports", async () => {
  const emulator = await emulatorPath(await testConnection());
  expect(await runGuest(emulator, "tcg")).toEqual({ state: "usable" });
  expect((await readdir(runDirectory)).filter((name) => name.startsWith("kvm-probe~"))).toEqual([]);
});

test("accepts a comma in the cache's path", async () => {
  const cache = join(await testDirectory(), "a,b");
  const emulator = await emulatorPath(await testConnection());
  expect(await runGuest(emulator, "tcg", cache)).toEqual({ state: "usable" });
  expect(await readdir(cache)).toEqual([]);
});

test.for([
  { script: working, state: "usable" },
  { script: broken, state: "broken" },
])("caches the result: KVM is $state", async ({ script, state }) => {
  const { memory, emulator, probe, probes } = await hostWith(script);
  const first = await probe();
  expect(first).toMatchObject(state === "usable" ? { state } : { state, reason: "failed to set MSR", keptIn: memory });
  expect(await probe()).toEqual(first);
  expect(await probes()).toBe(1);
  // Another QEMU or another boot of the host changes the key.
  const kept = JSON.parse(await readFile(memory, "utf8"));
  await writeFile(memory, JSON.stringify({ ...kept, key: `earlier ${emulator}` }));
  expect(await probe()).toEqual(first);
  expect(await probes()).toBe(2);
});

test("a timeout is cached for an hour only, since the host may have been busy", async () => {
  const { memory, probe, probes } = await hostWith("exec sleep 60");
  const first = await probe();
  expect(first).toMatchObject({ state: "broken", reason: expect.stringMatching(/had not ended after 5 s/) });
  expect(await probe()).toEqual(first);
  expect(await probes()).toBe(1);
  const kept = JSON.parse(await readFile(memory, "utf8"));
  expect(kept.until - Date.now()).toBeLessThanOrEqual(3_600_000);
  await writeFile(memory, JSON.stringify({ ...kept, until: Date.now() - 1 }));
  await probe();
  expect(await probes()).toBe(2);
});

test("the result counts even where it cannot be cached", async () => {
  const { memory, probe, probes } = await hostWith(broken);
  await mkdir(memory, { recursive: true });
  expect(await probe()).toEqual({ state: "broken", reason: "failed to set MSR" });
  await probe();
  expect(await probes()).toBe(2);
});

test("uses KVM that works", async () => {
  const { emulator, probe } = await hostWith(working);
  expect(await chooseAccelerator("auto", emulator, probe)).toBe("kvm");
  expect(await chooseAccelerator("kvm", emulator, probe)).toBe("kvm");
});

test("without KVM, auto warns once and emulates, and kvm is an error with the reason", async () => {
  const log = captureLog();
  const { memory, emulator, probe } = await hostWith(broken);
  expect(await chooseAccelerator("auto", emulator, probe)).toBe("tcg");
  expect(await chooseAccelerator("auto", emulator, probe)).toBe("tcg");
  expect(log.filter(({ level }) => level === "warn")).toMatchObject([{ facts: { keptIn: memory } }]);
  const choice = chooseAccelerator("kvm", emulator, probe);
  await expect(choice).rejects.toMatchObject({ code: "ACCELERATION", facts: { reason: "failed to set MSR" } });
  await expect(choice).rejects.toThrow(`(remove ${memory} to probe it again)`);
});

test("a missing device is absent", async () => {
  const { emulator, memory, probes } = await hostWith(working);
  expect(await probeKvm(emulator, memory, "/dev/nonexistent")).toMatchObject({ state: "absent" });
  expect(await probes()).toBe(0);
});

test("explicit emulation needs no probe", async () => {
  expect(await chooseAccelerator("tcg", "/no/such/emulator")).toBe("tcg");
});
