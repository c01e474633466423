// Chooses a VM's accelerator: KVM if it works, else software emulation.
import type { AcceleratorChoice } from "../base/environment.ts";
import { DemotoolError } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { type KvmProbe, probeKvm } from "./kvm-probe.ts";

/** QEMU's accelerator: KVM, or software emulation (TCG). */
export type Accelerator = "kvm" | "tcg";

/**
 * Chooses the accelerator. `auto` warns once when it falls back to software emulation.
 *
 * @param look how KVM is probed. Default {@link probeKvm}
 * @throws {DemotoolError} code `ACCELERATION` when KVM is requested and does not work
 */
export async function chooseAccelerator(
  choice: AcceleratorChoice,
  emulator: string,
  look: (emulator: string) => Promise<KvmProbe> = probeKvm,
): Promise<Accelerator> {
  if (choice === "tcg") return "tcg";
  const probe = await look(emulator);
  if (probe.state === "usable") return "kvm";
  const facts = { kvm: probe.state, reason: probe.reason, keptIn: probe.keptIn };
  if (choice === "kvm") {
    const again = probe.keptIn === undefined ? "" : ` (remove ${probe.keptIn} to probe it again)`;
    throw new DemotoolError("ACCELERATION", {
      headline: "KVM does not work on this host",
      facts,
      next: `unset DEMOTOOL_ACCEL to run under software emulation, or give this user a working /dev/kvm${again}`,
    });
  }
  log.warnOnce("KVM does not work on this host: VMs use software emulation, which is many times slower", facts);
  return "tcg";
}
