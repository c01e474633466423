// Turns a boot that went wrong into an error that says where it stopped, with pictures and logs to look at.
import { copyFile, readFile } from "node:fs/promises";
import { describeThrown, TimeoutError, tail } from "../base/errors.ts";
import { log } from "../base/log.ts";
import type { Domain } from "../libvirt/domain.ts";
import { BootFailedError, BootTimeoutError } from "./errors.ts";
import type { Machine } from "./machine.ts";
import type { DemoOutput } from "./output.ts";
import type { BootProgress } from "./readiness/stage.ts";
import { saveScreenshot } from "./screenshot.ts";

/** What is known of the boot that failed. */
export interface FailedBoot {
  readonly machine: Machine;
  readonly progress: BootProgress;
  readonly image: string;
  readonly output: DemoOutput;
  /** The limit in seconds. */
  readonly limit: number;
  readonly elapsed: number;
}

/** The error for a boot that failed with `cause`; saves a screenshot and the serial log in the output directory. */
export async function bootFailure(boot: FailedBoot, cause: unknown): Promise<unknown> {
  const { domain, description } = boot.machine;
  const stopped = !(await isAlive(domain));
  if (!stopped && !(cause instanceof TimeoutError)) return cause;
  const screenshot = stopped
    ? undefined
    : await saved(boot, "boot-failure.png", (path) => saveScreenshot(boot.machine, path));
  const serialLog = await saved(boot, "boot-serial.log", (path) => copyFile(description.serialLog, path));
  const parts = {
    facts: {
      domain: domain.name,
      image: boot.image,
      stage: boot.progress.stage,
      seen: boot.progress.seen,
      elapsedSeconds: Math.round(boot.elapsed * 10) / 10,
      limitSeconds: boot.limit,
      screenshot,
      serialLog,
    },
    output: tail(await readFile(description.serialLog, "utf8").catch(() => "")),
    cause,
  };
  if (stopped) {
    return new BootFailedError(boot.progress.stage, {
      ...parts,
      headline: `the VM ${domain.name} stopped while its boot was at: ${boot.progress.stage}`,
      next: "look at the serial log; boot the image by hand to see what it does",
    });
  }
  return new BootTimeoutError(boot.progress.stage, {
    ...parts,
    headline: `the VM ${domain.name} was not ready within ${boot.limit} s; missing: ${boot.progress.stage}`,
    next: "look at the screenshot and the serial log; if the guest is merely slow, raise DEMOTOOL_BOOT_TIMEOUT (seconds)",
  });
}

async function isAlive(domain: Domain): Promise<boolean> {
  try {
    return ["running", "paused", "blocked"].includes(await domain.state());
  } catch {
    return false;
  }
}

/** A failure to save evidence must not hide the failure that it is evidence of. */
async function saved(
  boot: FailedBoot,
  file: string,
  save: (path: string) => Promise<unknown>,
): Promise<string | undefined> {
  try {
    const path = boot.output.path(file);
    await save(path);
    return path;
  } catch (error) {
    log.warn(`could not save ${file} of the failed boot`, {
      domain: boot.machine.domain.name,
      reason: describeThrown(error),
    });
    return undefined;
  }
}
