import { join } from "node:path";
import { expect, test } from "vitest";
import { chooseAccelerator } from "../../../src/vm/acceleration.ts";
import { emulatorPath } from "../../../src/vm/emulator.ts";
import { probeKvm, runGuest } from "../../../src/vm/kvm-probe.ts";
import { captureLog } from "../../support/captured-log.ts";
import { testConnection, testDirectory } from "../../support/domains.ts";

test("the probe's guest runs and says so", async () => {
  const emulator = await emulatorPath(await testConnection());
  expect(await runGuest(emulator, "tcg")).toEqual({ state: "usable" });
});

test("what was found about this host's KVM is kept", async () => {
  const emulator = await emulatorPath(await testConnection());
  const memory = join(await testDirectory(), "cache/kvm.json");
  const first = await probeKvm(emulator, memory);
  const start = performance.now();
  expect(await probeKvm(emulator, memory)).toEqual(first);
  expect(performance.now() - start).toBeLessThan(1000);
  expect(["usable", "absent", "broken"]).toContain(first.state);
});

test("without KVM, auto warns once and emulates; asking for it is an error with the reason", async () => {
  const log = captureLog();
  const emulator = await emulatorPath(await testConnection());
  const probe = await probeKvm(emulator);
  if (probe.state === "usable") {
    expect(await chooseAccelerator("auto", emulator)).toBe("kvm");
    return;
  }
  expect(await chooseAccelerator("auto", emulator)).toBe("tcg");
  expect(await chooseAccelerator("auto", emulator)).toBe("tcg");
  expect(log.filter(({ level }) => level === "warn")).toHaveLength(1);
  await expect(chooseAccelerator("kvm", emulator)).rejects.toMatchObject({
    code: "ACCELERATION",
    facts: { reason: probe.reason },
  });
});

test("emulation that is asked for needs no probe", async () => {
  expect(await chooseAccelerator("tcg", "/no/such/emulator")).toBe("tcg");
});
