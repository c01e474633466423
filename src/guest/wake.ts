// Tells a guest whose state is an old one what has changed since: the time, and that its random numbers were drawn.
import { randomBytes } from "node:crypto";
import type { Deadline } from "../base/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { runScript } from "./script.ts";

/** What a guest took up. */
export interface Woken {
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

/**
 * `$1` is how far the clock is behind, in seconds, for GNU's date, `$2` the time since 1970 for BusyBox's. 0x5207 is
 * RNDRESEEDCRNG (linux/random.h, since Linux 4.14): no shell can ask a device for it.
 */
const script = `
status=0
date -s "now $1 seconds" >/dev/null 2>&1 || date -s "@$2" >/dev/null 2>&1 || status=${failed.clock}
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
export async function wakeGuest(agent: GuestAgent, deadline: Deadline): Promise<Woken> {
  const before = Date.now();
  const nanoseconds = await agent.call<number>("guest-get-time");
  const behind = ((before + Date.now()) / 2 - nanoseconds / 1e6) / 1000;
  const now = String(Math.round(Date.now() / 1000));
  const seed = `${randomBytes(seedLength).toString("hex")}\n`;
  const { exitCode } = await runScript(agent, script, [signed(behind), now], deadline, seed);
  return { clock: (exitCode & failed.clock) === 0, random: (exitCode & failed.random) === 0 };
}

/** As GNU's date takes it in front of a unit. */
function signed(seconds: number): string {
  return `${seconds < 0 ? "-" : "+"}${Math.abs(seconds).toFixed(3)}`;
}
