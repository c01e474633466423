// The errors that say why a VM stands still.
import { describeDuration, fromSeconds, toSeconds } from "../base/time/seconds.ts";
import { oomEnd } from "../host/oom-watch.ts";
import type { DomainState } from "../libvirt/codes.ts";
import type { Domain } from "../libvirt/domain.ts";
import { VmStoppedError } from "./errors.ts";

/** An entry of `query-block` (https://qemu.org/docs/master/interop/qemu-qmp-ref.html). */
interface BlockDevice {
  readonly "io-status"?: "ok" | "failed" | "nospace";
  readonly inserted?: { readonly file?: string };
}

/** The VM is gone. */
export function hasEnded(domain: Domain, state: DomainState): VmStoppedError {
  const oom = oomEnd(domain);
  return new VmStoppedError(
    {
      headline: oom?.headline ?? `the VM ${domain.name} has ended: its guest shut down, or its QEMU process was killed`,
      facts: { domain: domain.name, state, ...oom?.facts },
      next: oom?.next ?? "look at QEMU's log and the host's (dmesg, if the host ran out of memory)",
    },
    true,
  );
}

/** The error of a guest that QEMU has paused because of its disk; undefined if that is not the reason. */
export async function diskFailed(domain: Domain): Promise<VmStoppedError | undefined> {
  if (!(await domain.hasDiskError().catch(() => false))) return undefined;
  const devices = await domain.monitorCommand<BlockDevice[]>("query-block").catch(() => []);
  const failed = devices.find((device) => device["io-status"] === "nospace" || device["io-status"] === "failed");
  const isFull = failed?.["io-status"] !== "failed";
  return new VmStoppedError({
    headline: isFull
      ? `the host's disk is full: the VM ${domain.name} is paused`
      : `the host cannot write the VM's disk: the VM ${domain.name} is paused`,
    facts: { domain: domain.name, disk: failed?.inserted?.file },
    next: isFull
      ? "free space on the disk that holds the cache directory, then run the test again"
      : "check the host's disk (dmesg), then run the test again",
  });
}

/** The guest is paused: by somebody else, or since a revert has failed. */
export function isPaused(domain: string, failedRevert: string | undefined): VmStoppedError {
  const foreign = failedRevert === undefined;
  return new VmStoppedError({
    headline: foreign
      ? `the VM ${domain} is paused`
      : `the VM ${domain} is paused: the revert to its snapshot ${failedRevert} failed`,
    facts: { domain, snapshot: failedRevert },
    next: foreign
      ? `demotool did not pause it; if you did, resume it: virsh resume ${domain}`
      : "revert to another snapshot, or start another VM",
  });
}

/** QEMU's process was stopped by a signal. */
export function isStopped(domain: string, pid: number | undefined): VmStoppedError {
  return stopped(domain, pid, `demotool did not stop it (SIGSTOP); let it continue: kill -CONT ${pid}`);
}

/** The same before libvirt has heard from QEMU: the start fails, and the VM is removed. */
export function isStoppedAtStart(domain: string, pid: number | undefined): VmStoppedError {
  return stopped(domain, pid, "demotool did not stop it (SIGSTOP), and removes it: start the VM again");
}

function stopped(domain: string, pid: number | undefined, next: string): VmStoppedError {
  return new VmStoppedError({
    headline: `the VM ${domain} stands still: its QEMU process is stopped`,
    facts: { domain, pid, processState: "T" },
    next,
  });
}

/** QEMU does not answer. */
export function isSilent(domain: string, pid: number | undefined, silentMs: number): VmStoppedError {
  return new VmStoppedError({
    headline: `the VM ${domain} stands still: QEMU has not answered for ${describeDuration(fromSeconds(Math.floor(toSeconds(silentMs))))}`,
    facts: { domain, pid },
    next: "check that the host is not out of memory and its disk answers, then run the test again",
  });
}
