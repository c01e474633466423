// Ready, part: the screen stands still and the guest has stopped being busy with its start.

import { pauseFor } from "../../base/poll.ts";
import type { GuestAgent } from "../../guest/agent.ts";
import type { VncClient } from "../../rfb/client.ts";
import type { StageContext } from "./stage.ts";

/** When a screen counts as settled. */
export interface SettleRule {
  /** Seconds without a change. Default 2. */
  readonly quiet?: number;
  /** Seconds after which a still screen counts, however busy the guest is behind it. Default 10. */
  readonly longest?: number;
  /** Without an agent only the screen is looked at. */
  readonly agent?: GuestAgent | undefined;
}

/** A change smaller than this part of the screen is a blinking cursor or a clock, not a desktop being drawn. */
const negligible = 0.001;

/** More of its CPUs' time than this, and the guest is still at work. */
const busyShare = 0.5;

/** Waits until the screen has settled; looks at each update as it comes. */
export async function screenSettles(
  client: VncClient,
  rule: SettleRule,
  { deadline, saw }: StageContext,
): Promise<void> {
  const { quiet = 2, longest = 10, agent } = rule;
  // QEMU looks at a quiet screen ever less often: kept awake, it shows a change within a tenth of a second.
  using _awake = client.keepAwake(100);
  let lastChange = performance.now();
  const unsubscribe = client.onUpdate(({ regions, resized }) => {
    const pixels = regions.reduce((sum, { width, height }) => sum + width * height, 0);
    if (resized || pixels > client.width * client.height * negligible) lastChange = performance.now();
  });
  const still = (): number => (performance.now() - lastChange) / 1000;
  try {
    for (let before = await cpuTimes(agent); ; ) {
      saw(`the screen changed ${still().toFixed(1)} s ago`);
      await pauseFor(deadline, Math.max(0.05, quiet - still()));
      if (still() < quiet) {
        before = await cpuTimes(agent);
        continue;
      }
      const now = await cpuTimes(agent);
      if (still() >= longest || !isBusy(before, now)) return;
      saw(`the screen stands still, but the guest's CPUs are busy`);
      before = now;
      await pauseFor(deadline, 1);
    }
  } finally {
    unsubscribe();
  }
}

/** Milliseconds that the guest's CPUs worked and idled since its boot. */
interface CpuTimes {
  readonly busy: number;
  readonly idle: number;
}

interface CpuStatistics {
  readonly user: number;
  readonly system: number;
  readonly idle: number;
  readonly iowait?: number;
}

/** guest-get-cpustats, since QEMU 7.1 (qemu-ga-ref(7)): the only look at the load that starts no process there. */
async function cpuTimes(agent: GuestAgent | undefined): Promise<CpuTimes | undefined> {
  try {
    const all = (await agent?.call<CpuStatistics[]>("guest-get-cpustats")) ?? [];
    const sum = (value: (cpu: CpuStatistics) => number): number => all.reduce((total, cpu) => total + value(cpu), 0);
    return all.length === 0
      ? undefined
      : { busy: sum((cpu) => cpu.user + cpu.system), idle: sum((cpu) => cpu.idle + (cpu.iowait ?? 0)) };
  } catch {
    return undefined;
  }
}

function isBusy(before: CpuTimes | undefined, now: CpuTimes | undefined): boolean {
  if (before === undefined || now === undefined) return false;
  const busy = now.busy - before.busy;
  return busy > busyShare * (busy + now.idle - before.idle);
}
