// Brings a guest back from an old state up to date: its clock, and random numbers that differ from the state's.
import { randomBytes } from "node:crypto";
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { changeTime, clockArguments } from "./clock.ts";
import { runScript } from "./script.ts";

/** What was updated in a guest. */
export interface Resynced {
  /** Whether its clock was set. */
  readonly clock: boolean;
  /**
   * Whether its random numbers now differ from those of another guest of the same state. If not, it still has fresh seed
   * and uses it within a minute, when its kernel next mixes it in.
   */
  readonly random: boolean;
}

/** The key of the kernel's own generator. */
const seedBytes = 32;

const failed = { clock: 1, random: 2 } as const;

/** 0x5207 is RNDRESEEDCRNG (linux/random.h, since Linux 4.14): no shell can ask a device for it. */
const script = `
status=0
{ ${changeTime}
} || status=${failed.clock}
read -r seed; echo "$seed" >/dev/urandom
perl -e 'open(POOL, ">", "/dev/urandom") && ioctl(POOL, 0x5207, 0) || exit 1' 2>/dev/null ||
  python3 -c 'import fcntl; fcntl.ioctl(open("/dev/urandom", "wb"), 0x5207)' 2>/dev/null ||
  status=$((status + ${failed.random}))
exit $status`;

/**
 * Sets the guest's clock to this host's, to some hundredths of a second, and reseeds its kernel. One program in the guest
 * does both, since each one counts under emulation (guest-set-time starts hwclock(8)).
 *
 * @throws {GuestError} {@link LibvirtError} when the agent fails
 */
export async function resyncGuest(agent: GuestAgent, deadline: Deadline): Promise<Resynced> {
  const seed = `${randomBytes(seedBytes).toString("hex")}\n`;
  const { exitCode } = await runScript(agent, script, await clockArguments(agent), deadline, seed);
  return { clock: (exitCode & failed.clock) === 0, random: (exitCode & failed.random) === 0 };
}
