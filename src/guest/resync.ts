// Tells a guest whose state is an old one what has changed since: the time, and that its random numbers were drawn.
import { randomBytes } from "node:crypto";
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { changeTime, clockArguments } from "./clock.ts";
import { runScript } from "./script.ts";

/** What a guest took up. */
export interface Resynced {
  /** Whether its clock was set. */
  readonly clock: boolean;
  /**
   * Whether it draws other random numbers from now on than another guest of the same state. Where not, it has been given
   * fresh ones all the same and uses them within a minute, when its kernel next mixes them in.
   */
  readonly random: boolean;
}

/** Bytes: what the kernel's own generator takes as its key. */
const seedLength = 32;

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
 * Sets the guest's clock to this host's, to some hundredths of a second, and gives its kernel new random numbers: one
 * program in the guest does both, since each that is started counts under emulation (guest-set-time starts hwclock(8)).
 *
 * @throws {GuestError} {@link LibvirtError} when the agent fails
 */
export async function resyncGuest(agent: GuestAgent, deadline: Deadline): Promise<Resynced> {
  const seed = `${randomBytes(seedLength).toString("hex")}\n`;
  const { exitCode } = await runScript(agent, script, await clockArguments(agent), deadline, seed);
  return { clock: (exitCode & failed.clock) === 0, random: (exitCode & failed.random) === 0 };
}
