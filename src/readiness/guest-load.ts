// Measures the load of the guest's CPUs through its agent.
import type { CpuSample } from "../base/cpu-load.ts";
import { TimeoutError } from "../base/errors.ts";
import type { GuestAgent } from "../guest/agent.ts";
import type { CpuStatistics } from "../guest/answers.ts";
import { isAgentUnresponsive } from "../libvirt/errors.ts";

/**
 * Samples the load with guest-get-cpustats, since QEMU 7.1 (qemu-ga-ref(7)), which starts no process in the guest.
 * Undefined without an agent, and with one that does not know the command.
 */
export async function guestLoad(agent: GuestAgent | undefined): Promise<CpuSample> {
  try {
    const all = (await agent?.call("guest-get-cpustats")) ?? [];
    if (all.length === 0) return undefined;
    const sum = (value: (cpu: CpuStatistics) => number): number => all.reduce((total, cpu) => total + value(cpu), 0);
    return { busyMs: sum(busyMs), totalMs: sum(totalMs), cpus: all.length };
  } catch (error) {
    // A busy guest's agent answers too late; an old agent does not know the command.
    return isAgentUnresponsive(error) || error instanceof TimeoutError ? "silent" : undefined;
  }
}

/** Programs of lower priority (`nice`) work in the background by their own choice: they do not count. */
function busyMs({ user, system, iowait = 0, steal = 0 }: CpuStatistics): number {
  return user + system + iowait + steal;
}

function totalMs(cpu: CpuStatistics): number {
  const { idle, nice = 0, irq = 0, softirq = 0 } = cpu;
  return busyMs(cpu) + idle + nice + irq + softirq;
}
