// How long a boot may take.
import { log } from "../base/log.ts";
import type { Accelerator } from "../host/acceleration.ts";

/** The specification's default for the whole boot, in seconds, and how many times longer emulation may take. */
const standard = { seconds: 120, emulationFactor: 4 };

/** The limit in seconds: what the user gave, as it is, or 120, and four times that under software emulation. */
export function bootLimit(given: number | undefined, accelerator: Accelerator): number {
  if (given !== undefined) return given;
  if (accelerator === "kvm") return standard.seconds;
  const limit = standard.seconds * standard.emulationFactor;
  log.info("software emulation: the boot may take four times as long as under KVM", { limitSeconds: limit });
  return limit;
}
