// Brings the demo user's session back to a screen that is locked or shows a login screen.
import { Deadline } from "../base/time/deadline.ts";
import { pauseFor } from "../base/time/poll.ts";
import type { GuestAgent } from "../guest/agent.ts";
import { GuestError } from "../guest/errors.ts";
import { bringBack, restartLogin, type SeatSession, sessionOnScreen } from "../guest/seat.ts";
import { demoUser } from "../images/recipes/parts/demo-user.ts";
import type { Keyboard } from "../input/keyboard.ts";
import type { VncClient } from "../rfb/connect.ts";
import { waitUntilQuiet } from "../screen/changes.ts";
import { type GuestAccess, withAgent } from "./in-guest.ts";

/** Options of `vm.unlock`. */
export interface UnlockOptions {
  /** Time limit in milliseconds. Default 300_000. */
  readonly timeout?: number;
}

/** The parts of a machine that unlocking uses. */
export interface Unlockable {
  readonly agent: GuestAgent;
  readonly keyboard: Keyboard;
  /** Waits for a while until the screen is still; see {@link settling}. */
  settle(deadline: Deadline): Promise<void>;
}

/** A user with a password. */
export interface Account {
  readonly user: string;
  readonly password: string;
}

/**
 * Milliseconds: for a change of consoles that is under way to end, for a locker to let go, for a password to be
 * checked, for a new session. Each ends with a last check.
 */
const unlockWaitMs = { switching: 5000, asked: 5000, typed: 20_000, login: 120_000 };

/** How often the password is typed: the locker may not be ready the first time. */
const attempts = 3;

/** Milliseconds without a change before the password is typed, and the limit of that wait. */
const settledMs = { still: 1000, limit: 10_000 };

/** Milliseconds between two checks. */
const askPauseMs = 500;

/** Runs `vm.unlock`. */
export async function unlockOn(access: GuestAccess, { timeout }: UnlockOptions): Promise<void> {
  const task = `unlocking ${access.machine.domain.name}`;
  const { machine, deadline: limit } = await withAgent(access, { method: "unlock", timeout, task });
  const { agent, keyboard, work } = machine;
  const settle = settling(() => machine.vnc());
  await work.run(limit, (deadline) => unlockScreen({ agent, keyboard, settle }, demoUser, deadline));
}

/**
 * Unlocks the screen: brings the user's session back, also from a login screen, and asks its locker to unlock; for a
 * locker that ignores this, types the password. Logs the user in if necessary. Does nothing if the user's session is on
 * the screen and not locked.
 *
 * @throws {GuestError} when the screen stays locked, or shows neither a session of the user nor a login screen
 * @throws {TimeoutError} {@link AbortedError} when the deadline ends first
 */
export async function unlockScreen(
  machine: Unlockable,
  account: Account,
  deadline: Deadline,
  waitMs: typeof unlockWaitMs = unlockWaitMs,
): Promise<void> {
  const look = (): Promise<SeatSession> => sessionOnScreen(machine.agent, account.user, deadline);
  const isOpen = ({ shown, locked }: SeatSession): boolean => shown === account.user && !locked;
  const opens = (limitMs: number): Promise<boolean> => within(deadline, limitMs, async () => isOpen(await look()));

  let found = await look();
  if (isOpen(found)) return;
  await within(deadline, waitMs.switching, async () => {
    if (found.shown === "") found = await look();
    return found.shown !== "";
  });
  if (found.own !== "") {
    await bringBack(machine.agent, found.own, deadline);
    if (await opens(waitMs.asked)) return machine.settle(deadline);
    for (let attempt = 1; attempt <= attempts; attempt++) {
      await typePassword(machine, account, attempt, deadline);
      if (await opens(waitMs.typed)) return machine.settle(deadline);
    }
    throw staysLocked(account);
  }
  if (!found.greeter) throw nothingToUnlock(found);
  await restartLogin(machine.agent, deadline);
  if (!(await opens(waitMs.login))) throw noLogin(account);
  await machine.settle(deadline);
}

/** Whether a condition becomes true in time. */
async function within(deadline: Deadline, limitMs: number, ask: () => Promise<boolean>): Promise<boolean> {
  const wait = Deadline.after(limitMs, "unlocking");
  for (;;) {
    const last = wait.remaining() === 0;
    if (await ask()) return true;
    if (last) return false;
    await pauseFor(deadline, askPauseMs);
  }
}

async function typePassword(
  machine: Unlockable,
  { password }: Account,
  attempt: number,
  deadline: Deadline,
): Promise<void> {
  const { keyboard } = machine;
  // Wakes a sleeping screen without typing anything.
  await deadline.race(keyboard.press("Shift"));
  await machine.settle(deadline);
  // Removes what an earlier attempt left; in an empty field this does nothing.
  for (let left = attempt > 1 ? password.length : 0; left > 0; left--) await deadline.race(keyboard.press("Backspace"));
  await deadline.race(keyboard.type(`${password}\n`));
}

/** Waits until the screen stands still; gives up without an error when the guest is too busy. */
export function settling(connect: () => Promise<VncClient>): Unlockable["settle"] {
  return async (deadline) => {
    const client = await deadline.race(connect());
    const request = { quietMs: settledMs.still, timeout: settledMs.limit, signal: deadline.signal };
    await waitUntilQuiet(client, request).catch(() => deadline.throwIfOver());
  };
}

function nothingToUnlock({ shown }: SeatSession): GuestError {
  const what = shown === "" ? "no session" : `a session of ${shown}`;
  return new GuestError({
    headline: `the screen cannot be unlocked: it shows ${what}, neither the desktop nor a login screen`,
    next: "end that session first, or use an image that logs in the user demo",
  });
}

function staysLocked({ user }: Account): GuestError {
  return new GuestError({
    headline: `the screen stays locked after typing ${user}'s password ${attempts} times`,
    next: "look at vm.screenshot(): it must ask for the password of the image's user",
  });
}

function noLogin({ user }: Account): GuestError {
  return new GuestError({
    headline: `${user} was not logged in: no session of ${user} appeared after a restart of the display manager`,
    next: "use an image that logs in the user demo automatically",
  });
}
