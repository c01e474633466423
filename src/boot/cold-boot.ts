// Boots a VM from its disk until it is ready.
import { Deadline } from "../base/time/deadline.ts";
import type { Machine } from "../machine/machine.ts";
import { whileAlive } from "../readiness/alive.ts";
import { awaitReady } from "../readiness/ready.ts";
import { BootProgress } from "../readiness/stage.ts";
import { bootFailure, startTimeout } from "./boot-failure.ts";
import { powerOn } from "./power-on.ts";
import type { PreparedHost } from "./prepare-host.ts";

/** The specification's, in seconds. */
const defaultReadyDelay = 10;

/**
 * Boots the VM. Its time limit starts now, and making the overlay is a part of it.
 *
 * @throws {BootTimeoutError} naming the stage that was not reached
 * @throws {BootFailedError} when the VM stopped by itself
 */
export async function bootCold(ground: PreparedHost): Promise<Machine> {
  const { request } = ground;
  const deadline = Deadline.after(ground.bootLimit, `boot of ${request.name}`, { signal: request.signal });
  const machine = await powerOn(ground, deadline).catch((error: unknown) => {
    throw startTimeout(request.name, request.image, deadline, error);
  });
  const plan = { delay: request.options.readyDelay ?? defaultReadyDelay, ...request.readiness };
  using watch = whileAlive(machine.domain, deadline);
  const progress = new BootProgress(request.name, watch.deadline);
  try {
    await awaitReady(machine, plan, progress);
  } catch (error) {
    throw await bootFailure({ machine, progress, image: request.image, output: request.output, deadline }, error);
  }
  return machine;
}
