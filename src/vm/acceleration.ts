// Which accelerator a VM runs on: KVM where it really works, else software emulation.
import type { AcceleratorChoice } from "../base/environment.ts";
import { DemotoolError } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { probeKvm } from "./kvm-probe.ts";

/** What QEMU runs the guest with. */
export type Accelerator = "kvm" | "tcg";

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
