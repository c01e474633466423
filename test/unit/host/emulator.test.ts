import { expect, test } from "vitest";
import { emulatorIn } from "../../../src/host/emulator.ts";

test("reads the emulator from the capabilities", () => {
  const capabilities = "<domainCapabilities><path>/usr/bin/qemu-system-x86_64</path></domainCapabilities>";
  expect(emulatorIn(capabilities)).toBe("/usr/bin/qemu-system-x86_64");
});

test.each([
  "<domainCapabilities><domain>qemu</domain></domainCapabilities>",
  "<domainCapabilities><path/></domainCapabilities>",
])("capabilities without an emulator name the packages to install: %s", (capabilities) => {
  expect(() => emulatorIn(capabilities)).toThrow(/no QEMU for x86_64[\s\S]*→ install QEMU: .*qemu-system-x86/);
});
