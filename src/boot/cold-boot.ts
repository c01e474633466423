// The last way to start a VM: a boot from the disk.
import { log } from "../base/log.ts";
import { Deadline } from "../base/time/deadline.ts";
import type { Machine } from "../machine/machine.ts";
import { whileAlive } from "../readiness/alive.ts";
import { awaitReady } from "../readiness/await-ready.ts";
import { ReadinessProgress } from "../readiness/readiness-progress.ts";
import * as sequences from "../readiness/sequences.ts";
import { bootFailure, startTimeout } from "./boot-failure.ts";
import { powerOn } from "./power-on.ts";
import type { PreparedHost } from "./prepare-host.ts";
import type { Start } from "./start.ts";

/** As specified. */
const defaultReadyDelayMs = 10_000;

/** Boots the VM. */
export const coldBoot: Start = { name: "cold boot", attempt: boot };

/**
 * Boots the VM. The time limit includes creating the overlay.
 *
 * @throws {BootTimeoutError} when a stage is not reached in time
 * @throws {BootFailedError} when the VM stops by itself
 */
async function boot(host: PreparedHost): Promise<Machine> {
  const { name, image, options, output, readiness, signal } = host.request;
  const deadline = Deadline.after(host.bootMs, `boot of ${name}`, { signal });
  const machine = await powerOn(host, deadline).catch((error: unknown) => {
    throw startTimeout(name, image, deadline, error);
  });
  const plan = { delayMs: options.readyDelay ?? defaultReadyDelayMs, stable: options.stable, ...readiness };
  using watch = whileAlive(machine.domain, deadline);
  const progress = new ReadinessProgress(name, watch.deadline);
  try {
    await awaitReady(sequences.coldBoot, machine, plan, progress);
  } catch (error) {
    throw await bootFailure({ machine, progress, image, output, deadline }, error);
  }
  if (!machine.hasAgent) {
    log.warn("the image has no guest agent: readiness is judged by VNC and the screen only, and vm.exec fails", {
      domain: name,
    });
  }
  return machine;
}
