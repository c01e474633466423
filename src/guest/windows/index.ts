// The window systems, and which of them a session has.
import { GuestError } from "../errors.ts";
import type { DesktopSession, WindowSystem, WindowSystemKind } from "./window-system.ts";
import { x11 } from "./x11.ts";

/** The kinds of window systems. */
export const windowSystems: readonly WindowSystemKind[] = [x11];

/**
 * Returns the window system of a session.
 *
 * @throws {GuestError} when there is no session, or none of the kinds suits it
 */
export function windowSystemOf(
  session: DesktopSession,
  kinds: readonly WindowSystemKind[] = windowSystems,
): WindowSystem {
  for (const kind of kinds) {
    const system = kind.systemOf(session);
    if (system !== undefined) return system;
  }
  const { XDG_SESSION_TYPE: type, XDG_CURRENT_DESKTOP: desktop } = session.environment;
  if (Object.keys(session.environment).length === 0) throw noSession(session.user);
  throw new GuestError({
    headline: `the windows of this desktop are out of reach: demotool handles those of ${kinds.map(({ name }) => name).join(", ")}`,
    facts: { user: session.user, session: type, desktop },
    next: "log in to an X11 session, such as GNOME on Xorg, or drive the windows with vm.keyboard and vm.mouse",
  });
}

function noSession(user: string): GuestError {
  return new GuestError({
    headline: `there are no windows: ${user} has no desktop session in the guest`,
    facts: { user },
    next: "use an image that logs in the user demo, or call vm.unlock() to log in",
  });
}
