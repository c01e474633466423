// What a VM can be told: options with their defaults, checked before anything is made.

import { OptionError } from "../base/errors.ts";
import type { Resolution } from "../base/geometry/frame.ts";
import { type KeyboardLayoutName, layouts } from "../input/keys/layouts/index.ts";

/** Options of a VM. Each has a default that suits most demos. */
export interface VmOptions {
  /** Virtual CPUs. Default: half of the host's cores, or the share of one of `maxVms` VMs; at least 1, at most 8. */
  readonly cpus?: number;
  /** Memory in MiB. Default: half of the host's, or the share of one of `maxVms` VMs; at least 4096, at most 32768. */
  readonly memory?: number;
  /** The screen's size in pixels. Default 1280x800. */
  readonly resolution?: Resolution;
  /**
   * Seconds for the whole boot sequence. Default: `DEMOTOOL_BOOT_TIMEOUT`, else 120, and four times that under
   * software emulation.
   */
  readonly bootTimeout?: number;
  /** Seconds that must pass between the first answer of the VNC server and readiness when it boots. Default 10. */
  readonly readyDelay?: number;
  /**
   * Whether the VM may be started from the saved state of one that was ready, and leaves one for the next if there is
   * none. Default true, unless `DEMOTOOL_WARM` is 0.
   */
  readonly warm?: boolean;
  /** The guest's keyboard layout, which decides on the keys that `vm.keyboard` presses: `us` or `de`. Default `us`. */
  readonly keyboardLayout?: KeyboardLayoutName;
}

const limits = {
  cpus: { low: 1, high: 512, whole: true },
  memory: { low: 16, high: 16_777_216, whole: true },
  bootTimeout: { low: 0.001, high: 86_400, whole: false },
  readyDelay: { low: 0, high: 3600, whole: false },
} as const;

/** Both sides of the screen must lie within this, in pixels; virtio-gpu and RFB know no larger one. */
const sideLimits = { low: 64, high: 16_384, whole: true };

/**
 * Checks options from a user and drops what is undefined.
 *
 * @throws {OptionError} naming the option and what it may be
 */
export function checkVmOptions(options: VmOptions): VmOptions {
  for (const [name, limit] of Object.entries(limits)) {
    const value = options[name as keyof typeof limits];
    if (value !== undefined) checkNumber(name, value, limit);
  }
  if (options.resolution !== undefined) {
    checkNumber("resolution.width", options.resolution?.width, sideLimits);
    checkNumber("resolution.height", options.resolution?.height, sideLimits);
  }
  if (options.keyboardLayout !== undefined) checkLayout(options.keyboardLayout);
  if (options.warm !== undefined) checkWarm(options.warm);
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function checkWarm(warm: unknown): void {
  if (typeof warm === "boolean") return;
  throw new OptionError({
    headline: "option warm is neither true nor false",
    facts: { warm: String(warm) },
    next: "give true or false",
  });
}

function checkLayout(name: unknown): void {
  if (typeof name === "string" && Object.hasOwn(layouts, name)) return;
  throw new OptionError({
    headline: "option keyboardLayout names no layout",
    facts: { keyboardLayout: String(name) },
    next: `give one of ${Object.keys(layouts).join(", ")}`,
  });
}

function checkNumber(name: string, value: unknown, limit: { low: number; high: number; whole: boolean }): void {
  const isNumber = typeof value === "number" && value >= limit.low && value <= limit.high;
  if (isNumber && (!limit.whole || Number.isInteger(value))) return;
  throw new OptionError({
    headline: `option ${name} is out of range`,
    facts: { [name]: String(value) },
    next: `give ${limit.whole ? "a whole number" : "a number"} from ${limit.low} to ${limit.high}`,
  });
}
