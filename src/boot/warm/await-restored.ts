// Waits until a VM is ready after its guest stood still: after a restore, and after a save.
import type { Deadline } from "../../base/time/deadline.ts";
import type { Machine } from "../../machine/machine.ts";
import { awaitReady } from "../../readiness/await-ready.ts";
import type { LackingLayout } from "../../readiness/plan.ts";
import { ReadinessProgress } from "../../readiness/readiness-progress.ts";
import { restored } from "../../readiness/sequences.ts";
import type { LaunchRequest } from "../launch-request.ts";

/**
 * Waits for the agent, the clock, the session and the screen, and sets the keyboard layout where the VM's state is not
 * to be saved any more.
 *
 * @param bootId the boot id of the saved guest
 * @param layout the layout to set. Default: none
 * @throws the deadline's error when it ends first
 */
export async function awaitRestored(
  machine: Machine,
  { name, options, readiness }: Pick<LaunchRequest, "name" | "options" | "readiness">,
  bootId: string,
  deadline: Deadline,
  layout?: LackingLayout,
): Promise<void> {
  const plan = { session: readiness.session, bootId, stable: options.stable, layout };
  await awaitReady(restored, machine, plan, new ReadinessProgress(name, deadline));
}
