// Prepares a guest for saving: shrinks its memory, and makes its panel ready to redraw the clock after a restore.
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { prepareClock } from "./clock.ts";
import { GuestError } from "./errors.ts";
import { runScript } from "./script.ts";

/** Flushes writes to the disk and drops the page cache (proc_sys_vm(5)), which need not be saved. */
const script = `${prepareClock}
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
 * Drops page caches to shrink the saved state, and prepares the panel's clock for a restore.
 *
 * @throws {GuestError} when the guest does not report its memory
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
    next: "no action needed: without a saved state, each VM boots",
  });
}
