// Reads the environment of a user's graphical session, so that a command finds the desktop (DISPLAY, D-Bus, Wayland).
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { execInGuest } from "./exec.ts";

/** Variables of the session that a command needs to use the desktop. */
const sessionVariables =
  /^(DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS|XDG_\w+|DESKTOP_SESSION|LANG|SHELL|SSH_AUTH_SOCK|GDMSESSION)=/;

/**
 * Prints the environment of the user's first process that has both a display and a session bus, with a NUL after each
 * variable. Runs one grep over all processes, since starting programs is slow under emulation.
 */
const script = `
for file in $(grep -lzsE '^(DISPLAY|WAYLAND_DISPLAY)=' /proc/[0-9]*/environ); do
  [ "$(stat -c %U "$file" 2>/dev/null)" = "$1" ] || continue
  grep -qzs '^DBUS_SESSION_BUS_ADDRESS=' "$file" || continue
  cat "$file" && exit 0
done
exit 1`;

/** Returns the environment of the user's graphical session; empty while there is none. */
export async function sessionEnvironment(
  agent: GuestAgent,
  user: string,
  deadline: Deadline,
): Promise<Record<string, string>> {
  const result = await execInGuest(agent, {
    command: "sh",
    args: ["-c", script, "sh", user],
    user: "root",
    cwd: "/",
    env: {},
    input: undefined,
    deadline,
  });
  return result.exitCode === 0 ? parseEnvironment(result.stdout) : {};
}

/** Parses `/proc/<pid>/environ` (proc(5)) and keeps the session's variables. */
export function parseEnvironment(text: string): Record<string, string> {
  const pairs = text.split("\0").filter((pair) => sessionVariables.test(pair));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}
