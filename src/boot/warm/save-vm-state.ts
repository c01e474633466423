// Saves the state of a ready VM, so that later VMs need not boot.
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { describeThrown } from "../../base/errors.ts";
import { requireDiskSpace } from "../../base/files/disk-space.ts";
import { log } from "../../base/log.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { toTenths } from "../../base/time/round.ts";
import { toSeconds } from "../../base/time/seconds.ts";
import { backingFileOf } from "../../domain/overlay.ts";
import { prepareForSave } from "../../guest/prepare-for-save.ts";
import type { Machine } from "../../machine/machine.ts";
import { whileAlive } from "../../readiness/alive.ts";
import type { PreparedHost } from "../prepare-host.ts";
import { awaitRestored } from "./await-restored.ts";
import { hardwareDigest, type WarmFacts } from "./key.ts";
import { type DiskLayers, reserveMiB, saveVm } from "./save.ts";
import type { WarmStore } from "./store.ts";

/** Time limit of the save in milliseconds. */
const saveMs = 300_000;
/** Time limit in milliseconds for the VM to be ready again. */
const readyAgainMs = 120_000;

/**
 * Saves the VM, or logs a warning if that fails. The VM runs on with its clock set.
 *
 * @throws when the VM does not resume
 */
export async function saveVmState(
  host: PreparedHost,
  store: WarmStore,
  facts: WarmFacts,
  machine: Machine,
): Promise<void> {
  const { name: domain, signal } = host.request;
  if (!machine.hasAgent || hardwareDigest(machine.description) !== facts.hardware) {
    // Without an agent the clock cannot be set; with reduced hardware later VMs would be too small.
    return log.debug("the VM is not saved", { domain, agent: machine.hasAgent });
  }
  const notSaved = (error: unknown): void => {
    signal?.throwIfAborted();
    log.warn("could not save the VM: the next one boots, too", { domain, reason: describeThrown(error) });
  };
  const deadline = Deadline.after(saveMs, `saving ${domain}`, { signal });
  using watch = whileAlive(machine.domain, deadline);
  const bootId = await prepareForSave(machine.agent, watch.deadline).catch(notSaved);
  if (bootId === undefined) return;
  const [saved] = await Promise.allSettled([save(host, store, { facts, bootId, machine, deadline: watch.deadline })]);
  // The guest stood still, whether it was saved or not.
  const end = Deadline.after(readyAgainMs, `resumption of ${domain}`, { signal });
  using again = whileAlive(machine.domain, end);
  await awaitRestored(machine, host.request, bootId, again.deadline);
  if (saved.status === "rejected") notSaved(saved.reason);
}

/** A VM that is ready to be saved. */
interface SaveRequest {
  readonly facts: WarmFacts;
  /** The boot id of its guest. */
  readonly bootId: string;
  readonly machine: Machine;
  readonly deadline: Deadline;
}

async function save({ request }: PreparedHost, store: WarmStore, saving: SaveRequest): Promise<void> {
  const { facts, bootId, machine, deadline } = saving;
  if (!("backingFile" in request.disk)) throw new Error("the VM has no overlay");
  const layers = await diskLayersOf(machine);
  const neededMiB = (await memoryMiB(machine)) + (await sizeMiB(layers)) + reserveMiB;
  const { directory, manifest } = await store.make(facts, request.disk.backingFile, async (unfinished) => {
    await requireDiskSpace(dirname(unfinished), neededMiB, "saving the VM");
    const files = await saveVm(machine.domain, layers, unfinished, deadline);
    return { bootId, ...files };
  });
  log.info("VM saved: later VMs start from this state", {
    domain: request.name,
    seconds: toTenths(toSeconds(deadline.elapsed())),
    stateMiB: Math.round(manifest.state.bytes / 2 ** 20),
    diskMiB: Math.round(manifest.disk.bytes / 2 ** 20),
    directory,
  });
}

async function diskLayersOf({ description, origin }: Machine): Promise<DiskLayers> {
  const overlay = description.disk;
  return { overlay, parentLayer: origin && (await backingFileOf(overlay)) };
}

/** The memory that QEMU uses, as the host measures it: a guest may say anything about its own. */
async function memoryMiB({ domain, description }: Machine): Promise<number> {
  const { memory } = description.resources;
  return Math.min(memory, (await domain.residentMemory()) ?? memory);
}

async function sizeMiB({ overlay, parentLayer }: DiskLayers): Promise<number> {
  const sizes = await Promise.all([overlay, parentLayer].map((file) => (file ? stat(file) : { size: 0 })));
  return sizes.reduce((sum, { size }) => sum + Math.ceil(size / 2 ** 20), 0);
}
