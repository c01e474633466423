// What the guest does for a warm start: prepares to be saved, and resynchronises after it is restored.
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { clockArguments, clockNotSet, forgetTime, recallTime } from "./clock.ts";
import { GuestError } from "./errors.ts";
import { runScript } from "./script.ts";

/** Drops the page cache, which needs no saving: proc_sys_vm(5). What was written is on the disk by then. */
const prepareScript = `${forgetTime}
sync
echo 1 >/proc/sys/vm/drop_caches
read -r id </proc/sys/kernel/random/boot_id
echo "$id"
while read -r name value _; do
  case $name in MemTotal:|MemFree:) echo "$value";; esac
done </proc/meminfo`;

/** A guest's state before it is saved. */
export interface PreparedGuest {
  readonly bootId: string;
  /** Memory in use, in MiB. */
  readonly used: number;
}

/** Drops page caches to shrink the saved state. */
export async function prepareForSave(agent: GuestAgent, deadline: Deadline): Promise<PreparedGuest> {
  const { exitCode, output } = await runScript(agent, prepareScript, [], deadline);
  const [bootId = "", total, free] = output.trim().split("\n");
  const used = Math.ceil((Number(total) - Number(free)) / 1024);
  if (exitCode === 0 && used > 0) return { bootId, used };
  throw new GuestError({
    headline: "the guest could not be prepared for saving",
    facts: { exitCode },
    output,
    next: "none: without a saved state each VM boots",
  });
}

/** Sets the clock, which stood still since the state was saved, prints the boot's id, and checks the session. */
const resyncScript = `read -r id </proc/sys/kernel/random/boot_id
echo "$id"
${recallTime}
eval "$3"`;

/** A guest's state after it was restored. */
export interface RestoredGuest {
  readonly bootId: string;
  /** What the session lacks; undefined if it is up. */
  readonly missing: string | undefined;
}

/**
 * Sets the guest's clock, and finds out which boot it is and, by the image's condition, whether its session is up.
 *
 * @throws {GuestError} when the clock cannot be set
 */
export async function resyncRestored(
  agent: GuestAgent,
  session: string | undefined,
  deadline: Deadline,
): Promise<RestoredGuest> {
  const args = [...(await clockArguments(agent)), `( ${session ?? "true"} )`];
  const { exitCode, output } = await runScript(agent, resyncScript, args, deadline);
  if (exitCode === clockNotSet) {
    throw new GuestError({
      headline: "the guest's clock could not be set",
      next: "none: a VM whose clock is wrong is not used",
    });
  }
  const [bootId = "", ...said] = output.trim().split("\n");
  const missing = exitCode === 0 ? undefined : said.join("\n") || `its condition exits with ${exitCode}`;
  return { bootId, missing };
}
