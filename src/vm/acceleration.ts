// Which accelerator a VM runs on: KVM where it really works, else software emulation.
import { access, constants } from "node:fs/promises";
import type { AcceleratorChoice } from "../base/environment.ts";
import { DemotoolError, describeThrown } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { run } from "../base/process.ts";

/** What QEMU runs the guest with. */
export type Accelerator = "kvm" | "tcg";

/** What a look at KVM found. */
export type KvmProbe = { readonly state: "usable" } | { readonly state: "absent" | "broken"; readonly reason: string };

/**
 * Tries KVM by using it. The device's existence says little: nested or restricted hosts have one that opens and
 * then refuses to set a CPU's registers, which a VM that is created but not started already shows.
 *
 * @param emulator QEMU's program, as in the domain capabilities
 */
export async function probeKvm(emulator: string): Promise<KvmProbe> {
  try {
    await access("/dev/kvm", constants.R_OK | constants.W_OK);
  } catch (error) {
    return { state: "absent", reason: describeThrown(error) };
  }
  try {
    const machine = ["-machine", "q35,accel=kvm", "-cpu", "host", "-m", "16", "-nodefaults", "-no-user-config"];
    await run(emulator, [...machine, "-display", "none", "-S", "-monitor", "stdio"], { timeout: 20, input: "quit\n" });
    return { state: "usable" };
  } catch (error) {
    const output = error instanceof DemotoolError ? error.output : undefined;
    return {
      state: "broken",
      reason: output?.split("\n").find((line) => line.includes("kvm") || line.includes("MSR")) ?? describeThrown(error),
    };
  }
}

/**
 * The accelerator to use. `auto` warns once where it has to fall back to software emulation.
 *
 * @throws {DemotoolError} code `ACCELERATION` when KVM is asked for and does not work
 */
export async function chooseAccelerator(choice: AcceleratorChoice, emulator: string): Promise<Accelerator> {
  if (choice === "tcg") return "tcg";
  const probe = await probeKvm(emulator);
  if (probe.state === "usable") return "kvm";
  if (choice === "kvm") {
    throw new DemotoolError("ACCELERATION", {
      headline: "KVM does not work on this host",
      facts: { kvm: probe.state, reason: probe.reason },
      next: "unset DEMOTOOL_ACCEL to run under software emulation, or give this user a working /dev/kvm",
    });
  }
  log.warnOnce("KVM is not usable here: VMs run under software emulation, which is many times slower", {
    kvm: probe.state,
    reason: probe.reason,
  });
  return "tcg";
}
