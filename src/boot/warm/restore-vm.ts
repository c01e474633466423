// Restores a VM from a saved state.
import { isHostTrouble } from "../../base/files/host-trouble.ts";
import { Deadline } from "../../base/time/deadline.ts";
import type { Machine } from "../../machine/machine.ts";
import { whileAlive } from "../../readiness/alive.ts";
import { VmStoppedError } from "../../readiness/errors.ts";
import { powerOn } from "../power-on.ts";
import type { PreparedHost } from "../prepare-host.ts";
import { awaitRestored } from "./await-restored.ts";
import { readThrough } from "./checksum.ts";
import { loadState, requireSame } from "./load-state.ts";
import type { WarmState } from "./store.ts";

/** Time limit of a warm start in milliseconds: on a busier host, a boot is not faster either. */
const restoreMs = 120_000;

/** The state, or the VM restored from it, is unusable; the host is fine. */
export class UnusableStateError extends Error {}

/**
 * Starts a VM from a state and waits until it is ready.
 *
 * @throws {UnusableStateError} when the VM could be started, but not from this state
 */
export async function restoreVm(host: PreparedHost, state: WarmState): Promise<Machine> {
  const { name, signal } = host.request;
  const deadline = Deadline.after(Math.min(restoreMs, host.bootMs), `warm start of ${name}`, { signal });
  // The disk is checked while the domain starts.
  const disk = usable(signal, requireDisk(state));
  disk.catch(() => {});
  const machine = await powerOn(host, deadline, state).catch(async (error: unknown) => {
    await disk;
    throw error;
  });
  requireFullSize(machine, host);
  using watch = whileAlive(machine.domain, deadline);
  await disk;
  await usable(signal, resume(machine, host, state, watch.deadline));
  return machine;
}

async function requireDisk({ diskFile, manifest }: WarmState): Promise<void> {
  requireSame(diskFile, await readThrough(diskFile), manifest.disk);
}

function requireFullSize({ description: { resources } }: Machine, { plan }: PreparedHost): void {
  if (resources.memory === plan.resources.memory && resources.cpus === plan.resources.cpus) return;
  throw new Error("the host gave the VM less memory or fewer CPUs than the saved one had");
}

async function resume(
  machine: Machine,
  { request }: PreparedHost,
  { stateFile, manifest }: WarmState,
  deadline: Deadline,
): Promise<void> {
  await loadState(machine.domain, stateFile, manifest.state, deadline);
  await machine.domain.resume();
  const layout = machine.layout.lacking(request.options.keyboardLayout);
  await awaitRestored(machine, request, manifest.bootId, deadline, layout);
}

/** Converts a failure of the step to an {@link UnusableStateError}, unless the caller aborted or the host failed. */
async function usable(signal: AbortSignal | undefined, step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (cause) {
    signal?.throwIfAborted();
    // A full disk or a stopped process has nothing to do with the state.
    if (isHostTrouble(cause) || (cause instanceof VmStoppedError && !cause.ended)) throw cause;
    throw new UnusableStateError("the VM could not be started from its saved state", { cause });
  }
}
