// Turns a failed boot into an error that says where it stopped, with a screenshot and the serial log.
import { setTimeout as delay } from "node:timers/promises";
import type { DemoOutput } from "../base/demo-output.ts";
import { describeThrown, tail } from "../base/errors.ts";
import { log } from "../base/log.ts";
import type { Deadline } from "../base/time/deadline.ts";
import { describeDuration } from "../base/time/seconds.ts";
import { oomEnd } from "../host/oom-watch.ts";
import type { Domain } from "../libvirt/domain.ts";
import type { Machine } from "../machine/machine.ts";
import { saveScreenshot } from "../machine/screenshot.ts";
import { saveSerialLog, serialTail } from "../machine/serial-log.ts";
import type { ReadinessProgress } from "../readiness/readiness-progress.ts";
import { isOff } from "../readiness/standstill.ts";
import { VncError } from "../rfb/connect.ts";
import { BootFailedError, BootTimeoutError } from "./errors.ts";

/** A failed boot. */
export interface FailedBoot {
  readonly machine: Machine;
  readonly progress: ReadinessProgress;
  readonly image: string;
  readonly output: DemoOutput;
  /** The boot's time limit. */
  readonly deadline: Deadline;
}

/**
 * Makes the error for a boot that failed with `cause`. If the VM stopped or took too long, saves a screenshot and the
 * serial log in the output directory; for any other reason returns the cause.
 */
export async function bootFailure(boot: FailedBoot, cause: unknown): Promise<unknown> {
  const { domain, description } = boot.machine;
  const elapsed = boot.deadline.elapsed();
  const stopped = await hasStopped(domain, cause);
  // A timer may fire slightly early.
  if (!stopped && boot.deadline.remaining() > 10) return cause;
  const screenshot = stopped
    ? undefined
    : await saved(boot, "boot-failure.png", "image/png", (path) => saveScreenshot(boot.machine, path));
  const serialLog = await saved(boot, "boot-serial.log", "text/plain", (path) =>
    saveSerialLog(description.serialLog, path),
  );
  const parts = {
    facts: {
      domain: domain.name,
      image: boot.image,
      stage: boot.progress.stage,
      seen: boot.progress.seen,
      elapsedMs: Math.round(elapsed),
      limitMs: boot.deadline.limitMs,
      screenshot,
      serialLog,
    },
    output: tail(await serialTail(description.serialLog)),
    cause,
  };
  if (stopped) {
    const oom = oomEnd(domain);
    return new BootFailedError(boot.progress.stage, {
      ...parts,
      facts: { ...parts.facts, ...oom?.facts },
      headline: `${oom?.headline ?? `the VM ${domain.name} stopped`} during its boot, at the stage: ${boot.progress.stage}`,
      next: oom?.next ?? "look at the serial log, or boot the image by hand",
    });
  }
  return new BootTimeoutError(boot.progress.stage, {
    ...parts,
    headline: `the VM ${domain.name} was not ready within ${describeDuration(boot.deadline.limitMs)}; missing: ${boot.progress.stage}`,
    next: "look at the screenshot and the serial log; if the guest is just slow, raise bootTimeout (milliseconds) or DEMOTOOL_BOOT_TIMEOUT (seconds)",
  });
}

/**
 * The error for a domain whose start failed with `cause`: a timeout if the time is up, else the cause. There is no VM
 * yet to take a screenshot of.
 */
export function startTimeout(name: string, image: string, deadline: Deadline, cause: unknown): unknown {
  if (!deadline.isTimeUp()) return cause;
  return new BootTimeoutError("start", {
    headline: `the VM ${name} was not started within ${describeDuration(deadline.limitMs)}`,
    facts: { domain: name, image, stage: "start", limitMs: deadline.limitMs },
    next: "stop other programs if the host is busy, or raise bootTimeout (milliseconds) or DEMOTOOL_BOOT_TIMEOUT (seconds)",
    cause,
  });
}

/** False if libvirt does not answer: the VM may still run. */
async function hasStopped(domain: Domain, cause: unknown): Promise<boolean> {
  try {
    // When QEMU dies, its VNC connection is lost before libvirt notices.
    for (let looks = cause instanceof VncError ? 30 : 1; ; looks--) {
      if (isOff(await domain.state())) return true;
      if (looks === 1) return false;
      await delay(100);
    }
  } catch {
    return false;
  }
}

/** A failure to save an artifact must not hide the failed boot. */
async function saved(
  boot: FailedBoot,
  file: string,
  contentType: string,
  save: (path: string) => Promise<unknown>,
): Promise<string | undefined> {
  try {
    const path = boot.output.path(file);
    await save(path);
    boot.output.publish?.({ path, title: file, contentType });
    return path;
  } catch (error) {
    log.warn(`could not save ${file} of the failed boot`, {
      domain: boot.machine.domain.name,
      reason: describeThrown(error),
    });
    return undefined;
  }
}
