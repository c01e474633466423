// Reads which session is on the guest's screen and whether it is locked (loginctl(1), org.freedesktop.login1(5)).
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { GuestError } from "./errors.ts";
import { execInGuest } from "./exec.ts";
import type { ExecResult } from "./exec-result.ts";

/** The session on the guest's screen, and a user's own. */
export interface SeatSession {
  /** The user of the session on the screen; empty while there is none, such as on a text console. */
  readonly shown: string;
  /** Whether that session is a display manager's login screen. */
  readonly greeter: boolean;
  /** Whether that session reports that it is locked. Not every screen locker does. */
  readonly locked: boolean;
  /** systemd-logind's ID of the user's own graphical session, on the screen or not; empty if there is none. */
  readonly own: string;
}

const script = `
id=$(loginctl show-seat seat0 -p ActiveSession --value) || exit
[ -z "$id" ] || loginctl show-session "$id" -p Name -p Class -p LockedHint
loginctl show-user "$1" -p Display 2>/dev/null || true`;

/**
 * Reads the session on the screen, and the user's own.
 *
 * @throws {GuestError} where systemd-logind does not run
 */
export async function sessionOnScreen(agent: GuestAgent, user: string, deadline: Deadline): Promise<SeatSession> {
  const { exitCode, stdout, stderr } = await asRoot(agent, ["sh", "-c", script, "sh", user], deadline);
  if (exitCode === 0) return parseSession(stdout);
  throw new GuestError({
    headline: "cannot determine whose session is on the guest's screen",
    facts: { exitCode },
    output: stderr,
    next: "use an image whose logins systemd-logind manages, or unlock the screen with vm.keyboard",
  });
}

/** Brings a session to the screen and asks its screen locker to unlock. Not every locker obeys. */
export async function bringBack(agent: GuestAgent, session: string, deadline: Deadline): Promise<void> {
  const activateAndUnlock = 'loginctl activate "$1"; loginctl unlock-session "$1"';
  await asRoot(agent, ["sh", "-c", activateAndUnlock, "sh", session], deadline);
}

/** Restarts the display manager, which logs the image's user in. */
export async function restartLogin(agent: GuestAgent, deadline: Deadline): Promise<void> {
  await asRoot(agent, ["systemctl", "restart", "display-manager.service"], deadline);
}

/** Parses the output of `loginctl`: `Name=value` lines. */
export function parseSession(text: string): SeatSession {
  const values = new Map(text.split("\n").map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]));
  return {
    shown: values.get("Name") ?? "",
    greeter: values.get("Class") === "greeter",
    locked: values.get("LockedHint") === "yes",
    own: values.get("Display") ?? "",
  };
}

async function asRoot(
  agent: GuestAgent,
  [command = "", ...args]: readonly string[],
  deadline: Deadline,
): Promise<ExecResult> {
  return execInGuest(agent, { command, args, user: "root", cwd: "/", env: {}, input: undefined, deadline });
}
