// Sets the keyboard layout of the desktop in a guest: the place to add a way.
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../agent.ts";
import { execInGuest } from "../exec.ts";
import { gnome } from "./gnome.ts";
import type { LayoutWay, SessionEnvironment } from "./way.ts";
import { x11 } from "./x11.ts";

/** All ways; the first that applies to the session is taken. */
const ways: readonly LayoutWay[] = [gnome, x11];

/** A layout by the names that XKB has for its parts. */
export interface XkbLayout {
  readonly layout: string;
  /** Empty for the layout's own keys. */
  readonly variant: string;
}

/** A user's graphical session. */
export interface UserSession {
  readonly user: string;
  readonly environment: SessionEnvironment;
}

/** The way to set the layout of a session; undefined if none is known. */
export function wayFor(session: SessionEnvironment): LayoutWay | undefined {
  return ways.find((way) => way.applies(session));
}

/**
 * Sets the layout of a session.
 *
 * @returns why it could not be set; undefined if it is
 * @throws {GuestError} {@link TimeoutError} when the agent fails
 */
export async function setKeyboardLayout(
  agent: GuestAgent,
  { layout, variant }: XkbLayout,
  { user, environment }: UserSession,
  deadline: Deadline,
): Promise<string | undefined> {
  const way = wayFor(environment);
  if (way === undefined) return "the guest has no graphical session of a known kind";
  const { exitCode, stdout, stderr } = await execInGuest(agent, {
    command: "sh",
    args: ["-c", way.script, "sh", layout, variant],
    user: way.runsAs === "root" ? "root" : user,
    cwd: "/",
    env: environment,
    input: undefined,
    deadline,
  });
  return exitCode === 0 ? undefined : `${way.name}: ${(stdout + stderr).trim() || `exit code ${exitCode}`}`;
}
