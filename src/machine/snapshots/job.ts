// Runs QEMU's snapshot jobs, during which the machine is paused.
import { TimeoutError } from "../../base/errors.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { poll } from "../../base/time/poll.ts";
import type { Domain } from "../../libvirt/domain.ts";

/** https://qemu.org/docs/master/interop/qemu-qmp-ref.html#qapidoc-snapshots (since QEMU 6.0) */
export type SnapshotCommand = "snapshot-save" | "snapshot-load" | "snapshot-delete";

/** A snapshot stored in the machine's disks. */
export interface DiskSnapshot {
  readonly tag: string;
  /** Node names of the disks; the first also holds the memory. */
  readonly disks: readonly string[];
}

interface Job {
  readonly id: string;
  readonly status: string;
  readonly error?: string;
}

interface BlockDevice {
  readonly inserted?: {
    readonly "node-name": string;
    readonly ro: boolean;
    readonly drv: string;
    readonly image: { readonly snapshots?: readonly { readonly name: string; readonly "vm-state-size": number }[] };
  };
}

/** Milliseconds for a job. QEMU writes a gigabyte in a few seconds on any disk that is fast enough for a VM. */
const jobMs = 900_000;

/** Milliseconds between polls for the end of a job. QEMU answers no command before. */
const pollMs = 20;

let jobs = 0;

/**
 * Runs a job to its end. The caller's time limit does not apply: a job cannot be cancelled, and abandoning it would
 * leave the VM in an unknown state.
 *
 * @throws {Error} with QEMU's message when the job fails
 * @throws {LibvirtError} when QEMU is gone
 */
export async function runJob(domain: Domain, command: SnapshotCommand, { tag, disks }: DiskSnapshot): Promise<void> {
  const id = `demotool-${command}-${++jobs}`;
  const [vmstate] = disks;
  const memory = command === "snapshot-delete" ? {} : { vmstate };
  await domain.monitorCommand(command, { "job-id": id, tag, devices: disks, ...memory });
  const { error } = await poll(Deadline.after(jobMs, `${command} of ${domain.name}`), pollMs, async () => {
    const all = await domain.monitorCommand<Job[]>("query-jobs").catch(noAnswerYet);
    return all?.find((job) => job.id === id && job.status === "concluded");
  });
  await domain.monitorCommand("job-dismiss", { id });
  if (error !== undefined) throw new Error(error);
}

/** Node names of the disks to include in a snapshot: all that the guest can write to. */
export async function writableDisks(domain: Domain): Promise<readonly string[]> {
  const devices = await domain.monitorCommand<BlockDevice[]>("query-block");
  return devices.flatMap(({ inserted }) => (inserted && !inserted.ro ? [inserted["node-name"]] : []));
}

/** Size of a snapshot's memory and device state in MiB; undefined if there is no such snapshot. */
export async function stateSize(domain: Domain, tag: string): Promise<number | undefined> {
  const devices = await domain.monitorCommand<BlockDevice[]>("query-block");
  const snapshots = devices.flatMap(({ inserted }) => inserted?.image.snapshots ?? []);
  const sizes = snapshots.filter(({ name }) => name === tag).map((snapshot) => snapshot["vm-state-size"]);
  return sizes.length === 0 ? undefined : Math.round(Math.max(...sizes) / 2 ** 20);
}

/** Ignores timeouts: QEMU does not answer while it saves or loads, which may exceed libvirt's own time limit. */
function noAnswerYet(error: unknown): undefined {
  if (!(error instanceof TimeoutError)) throw error;
}
