// The options of a VM: defaults and checks.
import { checkBoolean, checkNumber } from "../base/check.ts";
import type { Resolution } from "../base/geometry/frame.ts";
import { checkDuration, dayMs, shortestMs } from "../base/time/check-duration.ts";
import { checkLayoutName, type KeyboardLayoutName } from "../input/keys/layouts/index.ts";
import { checkStableScreen, type StableScreenOptions } from "../screen/stable/stable-options.ts";

/** Options of a VM. The defaults suit most demos. */
export interface VmOptions {
  /** Virtual CPUs. Default: half of the host's cores, or the share of one of `maxVms` VMs; at least 1, at most 8. */
  readonly cpus?: number;
  /** Memory in MiB. Default: half of the host's, or the share of one of `maxVms` VMs; at least 4096, at most 32768. */
  readonly memory?: number;
  /** The screen's size in pixels. Default 1280x800. */
  readonly resolution?: Resolution;
  /**
   * Milliseconds for the whole boot sequence. Default: `DEMOTOOL_BOOT_TIMEOUT` (seconds), else 120_000, and four times
   * that under software emulation.
   */
  readonly bootTimeout?: number;
  /**
   * Milliseconds that must pass between the first answer of the VNC server and readiness when it boots. Default 10_000.
   */
  readonly readyDelay?: number;
  /**
   * Whether to start the VM from a saved state, and to save one for later VMs if there is none. Default true, unless
   * `DEMOTOOL_WARM` is 0.
   */
  readonly warm?: boolean;
  /**
   * Whether the VNC server also answers browsers (noVNC), at `vm.vncWebsocketPort`. Default false: every program on
   * this host can connect to the port, with the password.
   */
  readonly vncWebsocket?: boolean;
  /**
   * The keyboard layout, by XKB's name: `gb`, `ch(de)`, `us(intl)`. The guest's desktop is set to it when the VM starts,
   * and `vm.keyboard` presses its keys. Default: the guest's own is kept and taken for `us`.
   */
  readonly keyboardLayout?: KeyboardLayoutName;
  /**
   * When the screen counts as stable, for the waits that demotool does itself: for the desktop after a boot (`quiet` is
   * 2000 by default) or a warm start (only `ignore` holds), and after `prepare` (`quiet` is 1000 by default).
   */
  readonly stable?: StableScreenOptions;
}

/** The screen's default size. */
export const defaultResolution: Resolution = { width: 1280, height: 800 };

const ranges = {
  cpus: { from: 1, to: 512, whole: true, unit: "CPUs" },
  memory: { from: 16, to: 16_777_216, whole: true, unit: "MiB" },
} as const;

const durations = {
  bootTimeout: { shortest: shortestMs.work, longest: dayMs, zero: false },
  readyDelay: { shortest: shortestMs.wait, longest: 3_600_000 },
} as const;

/** Width and height of the screen, within the limits of virtio-gpu and RFB. */
const sideRange = { from: 64, to: 16_384, whole: true, unit: "pixels" };

/**
 * Checks a user's options and drops undefined ones.
 *
 * @throws {OptionError} when an option is invalid
 */
export function checkVmOptions(options: VmOptions): VmOptions {
  for (const [name, range] of Object.entries(ranges)) {
    const value = options[name as keyof typeof ranges];
    if (value !== undefined) checkNumber(name, value, range);
  }
  for (const [name, range] of Object.entries(durations)) {
    const value = options[name as keyof typeof durations];
    if (value !== undefined) checkDuration(name, value, range);
  }
  if (options.resolution !== undefined) {
    checkNumber("resolution.width", options.resolution?.width, sideRange);
    checkNumber("resolution.height", options.resolution?.height, sideRange);
  }
  const { keyboardLayout, resolution = defaultResolution, stable, vncWebsocket, warm } = options;
  if (keyboardLayout !== undefined) checkLayoutName("keyboardLayout", keyboardLayout);
  if (stable !== undefined) checkStableScreen(stable, resolution);
  if (vncWebsocket !== undefined) checkBoolean("vncWebsocket", vncWebsocket);
  if (warm !== undefined) checkBoolean("warm", warm);
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
