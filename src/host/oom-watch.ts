// Finds out whether the kernel's out-of-memory killer has ended a VM.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { countOomKills, type OomCounter } from "../base/cgroup/oom-kills.ts";
import { cacheHome } from "../base/files/paths.ts";
import { describeOomKill, type OomEnd } from "../base/process/oom.ts";
import type { Domain } from "../libvirt/domain.ts";

const counters = new WeakMap<Domain, OomCounter>();

/** Counts from now on the processes that the OOM killer ends in the control group of a domain's QEMU. */
export function watchOom(domain: Domain): void {
  const pid = qemuPid(domain.name);
  if (pid !== undefined) counters.set(domain, countOomKills(pid));
}

/**
 * Describes the end of a domain that is off without its guest's doing: undefined if the OOM killer has ended nothing
 * since {@link watchOom}. Nothing tells the exit signal of a QEMU that libvirt has started, but the counter of its own
 * group.
 */
export function oomEnd(domain: Domain): OomEnd | undefined {
  const kills = counters.get(domain)?.risen();
  return kills && describeOomKill(`the VM ${domain.name}`, kills);
}

/**
 * Where libvirt keeps the process ids of its domains: the daemon of the system, and a user's own, which uses the cache
 * where there is no runtime directory (drvqemu).
 */
function pidDirectory(): string {
  if (process.getuid?.() === 0) return "/run/libvirt/qemu";
  return join(process.env.XDG_RUNTIME_DIR || cacheHome(), "libvirt/qemu/run");
}

/** Returns the process id of a domain's QEMU; undefined if libvirt keeps it elsewhere. */
function qemuPid(domain: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(pidDirectory(), `${domain}.pid`), "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
