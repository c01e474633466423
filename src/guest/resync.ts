// Updates a guest after a restore or a revert: sets its clock, and makes its random numbers differ from the saved ones.
//
// A restored guest prepared its panel's clock before it was saved, and reseeds by itself. A reverted guest did neither.
// A single program in the guest does everything: starting one takes a tenth of a second under emulation, and
// guest-set-time would start another one, hwclock(8).
import { randomBytes } from "node:crypto";
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { clockArguments, clockNotSet, setRestoredClock, setRevertedClock } from "./clock.ts";
import { GuestError } from "./errors.ts";
import { layoutScript, runLayoutScript, type XkbLayout } from "./keyboard-layout/index.ts";
import { runScript } from "./script.ts";

/** A guest's state after it was restored. */
export interface RestoredGuest {
  /** The kernel's boot id (random(4)), which is the same as before saving. */
  readonly bootId: string;
  /** What the graphical session still lacks; undefined if it is up. */
  readonly missing: string | undefined;
  /** Whether its desktop has the wanted keyboard layout now. */
  readonly layout: boolean;
}

/** What was updated in a reverted guest. */
export interface RevertedGuest {
  /** Whether its clock was set. */
  readonly clock: boolean;
  /**
   * Whether its random numbers now differ from those of another guest of the same state. If not, it still has a
   * fresh seed, and uses it within a minute, when its kernel next mixes it in.
   */
  readonly random: boolean;
}

/** The layout is set beside the clock: both mostly wait for programs to start. */
const restoredScript = `read -r id </proc/sys/kernel/random/boot_id
echo "$id"
set_layout() {
  [ -n "$1" ] || return 1
  ( ${layoutScript}
  ) </dev/null >/dev/null 2>&1 &
  layout_job=$!
}
set_layout "$4" "$5"
layout=$?
${setRestoredClock}
[ $layout != 0 ] || { wait "$layout_job"; layout=$?; }
echo $layout
eval "$3"`;

/**
 * Sets the clock of a guest that was started from a saved state and its desktop's keyboard layout, and reads its boot
 * id and whether its session is up. Its kernel reseeds by itself, since the VM has a new generation ID.
 *
 * @param session the image's condition for a graphical session: a shell command
 * @param layout the layout to set; undefined: the guest keeps its own
 * @throws {GuestError} when the clock cannot be set
 */
export async function resyncRestored(
  agent: GuestAgent,
  session: string | undefined,
  layout: XkbLayout | undefined,
  deadline: Deadline,
): Promise<RestoredGuest> {
  const clock = await clockArguments(agent, deadline);
  const args = [...clock, `( ${session ?? "true"} )`, layout?.layout ?? "", layout?.variant ?? ""];
  const { exitCode, output } = await runLayoutScript(agent, restoredScript, args, deadline);
  if (exitCode === clockNotSet) {
    throw new GuestError({
      headline: "the guest's clock could not be set",
      next: "no action needed: a VM with a wrong clock is discarded",
    });
  }
  const [bootId = "", layoutStatus, ...lines] = output.trim().split("\n");
  const missing = exitCode === 0 ? undefined : lines.join("\n") || `its condition exited with ${exitCode}`;
  return { bootId, missing, layout: layoutStatus === "0" };
}

/** The key size of the kernel's random number generator. */
const seedBytes = 32;

/** Bits of the script's exit code. */
const failed = { clock: 1, random: 2 } as const;

/** 0x5207 is RNDRESEEDCRNG (linux/random.h, since Linux 4.14): an ioctl, which a shell cannot issue. */
const revertedScript = `
status=0
{ ${setRevertedClock}
} || status=${failed.clock}
read -r seed; echo "$seed" >/dev/urandom
perl -e 'open(POOL, ">", "/dev/urandom") && ioctl(POOL, 0x5207, 0) || exit 1' 2>/dev/null ||
  python3 -c 'import fcntl; fcntl.ioctl(open("/dev/urandom", "wb"), 0x5207)' 2>/dev/null ||
  status=$((status + ${failed.random}))
exit $status`;

/**
 * Sets the clock of a guest that was reverted to a snapshot, to some hundredths of a second, and reseeds its
 * kernel.
 *
 * @throws {GuestError} {@link LibvirtError} when the agent fails
 */
export async function resyncReverted(agent: GuestAgent, deadline: Deadline): Promise<RevertedGuest> {
  const seed = `${randomBytes(seedBytes).toString("hex")}\n`;
  const { exitCode } = await runScript(agent, revertedScript, await clockArguments(agent, deadline), deadline, seed);
  return { clock: (exitCode & failed.clock) === 0, random: (exitCode & failed.random) === 0 };
}
