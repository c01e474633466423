// Ready, part: the screen stands still and the guest has stopped being busy with its start.

import { TimeoutError } from "../base/errors.ts";
import { pauseFor } from "../base/time/poll.ts";
import type { GuestAgent } from "../guest/agent.ts";
import { isAgentUnresponsive } from "../libvirt/errors.ts";
import type { VncClient } from "../rfb/connect.ts";
import { whileConnected } from "../screen/connected.ts";
import { Stillness } from "../screen/stillness.ts";
import type { StageContext } from "./stage.ts";

/** When a screen counts as settled. */
export interface SettleRule {
  /** Seconds without a change. Default 2. */
  readonly quiet?: number;
  /** Without an agent only the screen is looked at. */
  readonly agent?: GuestAgent | undefined;
}

/** More of its CPUs' time than this, and the guest is still at work. */
const busyShare = 0.5;

/**
 * A still screen counts however busy the guest is behind it once it stood still for this long, in seconds, or for this
 * part of the boot so far, whichever is more: a slow guest's desktop has longer pauses while it is drawn.
 */
const longest = { seconds: 10, part: 0.25 };

/** Waits until the screen has settled; looks at each update as it comes. */
export async function screenSettles(client: VncClient, rule: SettleRule, context: StageContext): Promise<void> {
  const { quiet = 2, agent } = rule;
  const { saw } = context;
  const deadline = whileConnected(client, context.deadline);
  // QEMU looks at a quiet screen ever less often: kept awake, it shows a change within a tenth of a second.
  using _awake = client.keepAwake(100);
  const screen = new Stillness(quiet, performance.now());
  const still = (): number => screen.seconds(performance.now());
  const unsubscribe = client.onUpdate((update) => screen.add(update, client));
  const load = (): Promise<Load> => deadline.race(cpuTimes(agent));
  try {
    for (let before = await load(); ; ) {
      saw(`the screen changed ${still().toFixed(1)} s ago`);
      await pauseFor(deadline, Math.max(0.05, quiet - still()));
      if (still() < quiet) {
        before = await load();
        continue;
      }
      const now = await load();
      if (still() >= quiet && (!isBusy(before, now) || still() >= patience(deadline))) return;
      saw(`the screen stands still, but the guest's CPUs are busy`);
      before = now;
      await pauseFor(deadline, 1);
    }
  } finally {
    unsubscribe();
  }
}

function patience(deadline: StageContext["deadline"]): number {
  return Math.max(longest.seconds, longest.part * deadline.elapsed());
}

/** Milliseconds that the guest's CPUs worked and idled since its boot. */
interface CpuTimes {
  readonly busy: number;
  readonly idle: number;
}

/** Undefined where nobody can tell; `silent` where the agent does not answer. */
type Load = CpuTimes | "silent" | undefined;

interface CpuStatistics {
  readonly user: number;
  readonly system: number;
  readonly idle: number;
  readonly iowait?: number;
}

/** guest-get-cpustats, since QEMU 7.1 (qemu-ga-ref(7)): the only look at the load that starts no process there. */
async function cpuTimes(agent: GuestAgent | undefined): Promise<Load> {
  try {
    const all = (await agent?.call<CpuStatistics[]>("guest-get-cpustats")) ?? [];
    const sum = (value: (cpu: CpuStatistics) => number): number => all.reduce((total, cpu) => total + value(cpu), 0);
    return all.length === 0
      ? undefined
      : { busy: sum((cpu) => cpu.user + cpu.system), idle: sum((cpu) => cpu.idle + (cpu.iowait ?? 0)) };
  } catch (error) {
    // An agent that does not get round to the answer has a busy guest; one that is too old knows no answer.
    return isAgentUnresponsive(error) || error instanceof TimeoutError ? "silent" : undefined;
  }
}

function isBusy(before: Load, now: Load): boolean {
  if (before === "silent" || now === "silent") return true;
  if (before === undefined || now === undefined) return false;
  const busy = now.busy - before.busy;
  return busy > busyShare * (busy + now.idle - before.idle);
}
