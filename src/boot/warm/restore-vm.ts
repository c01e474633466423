// Starts a VM from a saved state.
import { Deadline } from "../../base/time/deadline.ts";
import type { Machine } from "../../machine/machine.ts";
import { whileAlive } from "../../readiness/alive.ts";
import { awaitRestored } from "../../readiness/await-restored.ts";
import { BootProgress } from "../../readiness/stage.ts";
import { powerOn } from "../power-on.ts";
import type { PreparedHost } from "../prepare-host.ts";
import { readThrough } from "./checksum.ts";
import { loadState, requireSame } from "./load-state.ts";
import type { Manifest } from "./manifest.ts";
import type { WarmState } from "./store.ts";

/** Seconds that a warm start may take at most: on a host so busy that it takes longer, a boot is no faster. */
const limit = 120;

/** What is wrong with the state, or with what came of it; not with the host. */
export class UnusableStateError extends Error {}

/**
 * Starts the VM and waits until it is ready.
 *
 * @throws {UnusableStateError} when the VM could be started, but not from this state
 */
export async function restoreVm(ground: PreparedHost, state: WarmState): Promise<Machine> {
  const { request, plan } = ground;
  const { manifest } = state;
  const deadline = Deadline.after(Math.min(limit, ground.bootLimit), `warm start of ${request.name}`, {
    signal: request.signal,
  });
  const disk = usable(request.signal, requireDisk(state));
  disk.catch(() => {});
  const machine = await powerOn(ground, deadline, state).catch(async (error: unknown) => {
    await disk;
    throw error;
  });
  const { resources } = machine.description;
  if (resources.memory !== plan.resources.memory || resources.cpus !== plan.resources.cpus) {
    throw new Error("the host gave the VM less than the saved one had");
  }
  using watch = whileAlive(machine.domain, deadline);
  await disk;
  await usable(request.signal, wake(machine, ground, manifest, state.stateFile, watch.deadline));
  return machine;
}

async function requireDisk({ diskFile, manifest }: WarmState): Promise<void> {
  requireSame(diskFile, await readThrough(diskFile), manifest.disk);
}

async function wake(
  machine: Machine,
  { request }: PreparedHost,
  { state, bootId }: Manifest,
  stateFile: string,
  deadline: Deadline,
): Promise<void> {
  await loadState(machine.domain, stateFile, state, deadline);
  await machine.domain.resume();
  const { session } = request.readiness;
  await awaitRestored(machine, { session, bootId }, new BootProgress(request.name, deadline));
}

/** What fails here is the state's fault, unless the caller wants no VM any more. */
async function usable(signal: AbortSignal | undefined, step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (cause) {
    signal?.throwIfAborted();
    throw new UnusableStateError("the VM could not be started from its saved state", { cause });
  }
}
