// Measures the load of the guest's CPUs through its agent.
import { TimeoutError } from "../base/errors.ts";
import type { GuestAgent } from "../guest/agent.ts";
import type { CpuStatistics } from "../guest/answers.ts";
import { isAgentUnresponsive } from "../libvirt/errors.ts";

/** A guest is busy when its CPUs work, or wait for its disk, for more than this share of the time. */
const busyShare = 0.5;

/** Milliseconds since the guest's boot. */
interface CpuTimes {
  /** CPUs that worked, or had nothing to do but wait for a disk: a desktop on a slow disk is not drawn yet. */
  readonly busy: number;
  readonly idle: number;
}

/** A sample of the guest's load. Undefined: not available; `silent`: the agent does not answer. */
export type Load = CpuTimes | "silent" | undefined;

/** Samples the load with guest-get-cpustats, since QEMU 7.1 (qemu-ga-ref(7)), which starts no process in the guest. */
export async function guestLoad(agent: GuestAgent | undefined): Promise<Load> {
  try {
    const all = (await agent?.call("guest-get-cpustats")) ?? [];
    const sum = (value: (cpu: CpuStatistics) => number): number => all.reduce((total, cpu) => total + value(cpu), 0);
    return all.length === 0
      ? undefined
      : { busy: sum((cpu) => cpu.user + cpu.system + (cpu.iowait ?? 0)), idle: sum((cpu) => cpu.idle) };
  } catch (error) {
    // A busy guest's agent answers too late; an old agent does not know the command.
    return isAgentUnresponsive(error) || error instanceof TimeoutError ? "silent" : undefined;
  }
}

/** Whether the guest was busy between two samples. A silent agent means a busy guest. */
export function isBusy(before: Load, now: Load): boolean {
  if (before === "silent" || now === "silent") return true;
  if (before === undefined || now === undefined) return false;
  const busy = now.busy - before.busy;
  return busy > busyShare * (busy + now.idle - before.idle);
}
