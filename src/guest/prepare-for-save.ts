// Prepares a guest for saving: shrinks its memory, and makes its panel ready to redraw the clock after a restore.
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { prepareClock } from "./clock.ts";
import { GuestError } from "./errors.ts";
import { warmUpScript } from "./keyboard-layout/index.ts";
import { runScript } from "./script.ts";

/**
 * Flushes writes to the disk and drops the page cache (proc_sys_vm(5)), which need not be saved, but for what sets the
 * keyboard layout after a restore: without it, that takes twice as long.
 */
const script = `${prepareClock}
sync
echo 1 >/proc/sys/vm/drop_caches
${warmUpScript}
read -r id </proc/sys/kernel/random/boot_id
echo "$id"`;

/**
 * Drops page caches to shrink the saved state, and prepares the panel's clock for a restore. Returns the kernel's boot
 * id: random(4).
 *
 * @throws {GuestError} when the guest does not report its boot id
 */
export async function prepareForSave(agent: GuestAgent, deadline: Deadline): Promise<string> {
  const { exitCode, output } = await runScript(agent, script, [], deadline);
  const [bootId = ""] = output.split("\n");
  if (exitCode === 0 && /^[0-9a-f-]{36}$/.test(bootId)) return bootId;
  throw new GuestError({
    headline: "the guest could not be prepared for saving",
    facts: { exitCode },
    output,
    next: "no action needed: without a saved state, each VM boots",
  });
}
