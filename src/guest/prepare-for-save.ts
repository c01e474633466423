// Prepares a guest for being saved: its memory is small, and its clock can be set after a restore.
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { forgetTime } from "./clock.ts";
import { GuestError } from "./errors.ts";
import { runScript } from "./script.ts";

/** Drops the page cache, which needs no saving: proc_sys_vm(5). What was written is on the disk by then. */
const script = `${forgetTime}
sync
echo 1 >/proc/sys/vm/drop_caches
read -r id </proc/sys/kernel/random/boot_id
echo "$id"
while read -r name value _; do
  case $name in MemTotal:|MemFree:) echo "$value";; esac
done </proc/meminfo`;

/** A guest's state before it is saved. */
export interface PreparedGuest {
  /** The kernel's boot id: random(4). */
  readonly bootId: string;
  /** Memory in use, in MiB. */
  readonly usedMiB: number;
}

/**
 * Drops page caches to shrink the saved state, and prepares the panel's clock for a time to come.
 *
 * @throws {GuestError} when the guest does not tell what it uses
 */
export async function prepareForSave(agent: GuestAgent, deadline: Deadline): Promise<PreparedGuest> {
  const { exitCode, output } = await runScript(agent, script, [], deadline);
  const [bootId = "", total, free] = output.trim().split("\n");
  const usedMiB = Math.ceil((Number(total) - Number(free)) / 1024);
  if (exitCode === 0 && usedMiB > 0) return { bootId, usedMiB };
  throw new GuestError({
    headline: "the guest could not be prepared for saving",
    facts: { exitCode },
    output,
    next: "none: without a saved state each VM boots",
  });
}
