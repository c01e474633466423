// Keeps the state of a ready VM, so that later ones need not boot.
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { describeThrown } from "../../base/errors.ts";
import { requireDiskSpace } from "../../base/files/disk-space.ts";
import { log } from "../../base/log.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { toTenths } from "../../base/time/round.ts";
import { backingFileOf } from "../../domain/overlay.ts";
import { type PreparedGuest, prepareForSave } from "../../guest/saved-state.ts";
import type { Machine } from "../../machine/machine.ts";
import { whileAlive } from "../../readiness/alive.ts";
import { awaitRestored } from "../../readiness/await-restored.ts";
import { BootProgress } from "../../readiness/stage.ts";
import type { PreparedHost } from "../prepare-host.ts";
import { hardwareDigest, type WarmFacts } from "./key.ts";
import { saveVm } from "./save.ts";
import type { WarmStore } from "./store.ts";

/** Seconds for all of it. */
const limit = 300;
/** Seconds for the VM to be ready again afterwards. */
const awakeLimit = 120;
/** MiB that stay free on the disk beside the state. */
const reserve = 1024;

/**
 * Saves the VM if it can be; else costs a warning. The VM runs on, its clock set.
 *
 * @throws when it does not
 */
export async function saveVmState(
  ground: PreparedHost,
  store: WarmStore,
  facts: WarmFacts,
  machine: Machine,
): Promise<void> {
  const { name: domain, signal } = ground.request;
  if (!machine.hasAgent || hardwareDigest(machine.description) !== facts.hardware) {
    // Nobody could set its clock, or it is smaller than those to come.
    return log.debug("the VM is not saved", { domain, agent: machine.hasAgent });
  }
  const notSaved = (error: unknown): void => {
    signal?.throwIfAborted();
    log.warn("the VM could not be saved: the next one boots as well", { domain, reason: describeThrown(error) });
  };
  const deadline = Deadline.after(limit, `saving ${domain}`, { signal });
  using watch = whileAlive(machine.domain, deadline);
  const guest = await prepareForSave(machine.agent, watch.deadline).catch(notSaved);
  if (guest === undefined) return;
  const [saved] = await Promise.allSettled([save(ground, store, { facts, guest, machine, deadline: watch.deadline })]);
  // Saved or not, it stood still meanwhile.
  const end = Deadline.after(awakeLimit, `awakening of ${domain}`, { signal });
  using again = whileAlive(machine.domain, end);
  const { session } = ground.request.readiness;
  await awaitRestored(machine, { session, bootId: guest.bootId }, new BootProgress(domain, again.deadline));
  if (saved.status === "rejected") notSaved(saved.reason);
}

/** A VM that is ready to be saved. */
interface Sleepy {
  readonly facts: WarmFacts;
  readonly guest: PreparedGuest;
  readonly machine: Machine;
  readonly deadline: Deadline;
}

async function save({ request }: PreparedHost, store: WarmStore, sleepy: Sleepy): Promise<void> {
  const { facts, guest, machine, deadline } = sleepy;
  if (!("backingFile" in request.disk)) throw new Error("the VM has no overlay of its own");
  const overlay = machine.description.disk;
  const parentLayer = machine.origin && (await backingFileOf(overlay));
  const disks = await Promise.all([overlay, parentLayer].map((file) => (file ? stat(file) : { size: 0 })));
  const needed = guest.used + disks.reduce((sum, { size }) => sum + Math.ceil(size / 2 ** 20), reserve);
  const { directory, manifest } = await store.make(facts, request.disk.backingFile, async (unfinished) => {
    await requireDiskSpace(dirname(unfinished), needed, "saving the VM");
    const files = await saveVm(machine.domain, { overlay, parentLayer }, unfinished, deadline);
    return { bootId: guest.bootId, ...files };
  });
  const [state, disk] = [manifest.state, manifest.disk].map(({ bytes }) => Math.round(bytes / 2 ** 20));
  const seconds = toTenths(deadline.elapsed());
  log.info("saved: later VMs start from here", {
    domain: request.name,
    seconds,
    stateMiB: state,
    diskMiB: disk,
    directory,
  });
}
