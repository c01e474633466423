// Reads the environment of a user's graphical session, so that a command runs as if started from the desktop.
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "./agent.ts";
import { isExportable } from "./command-line.ts";
import { execInGuest } from "./exec.ts";

/**
 * Variables that belong to one process, or to how it was started, and not to the session: those of shells and
 * terminals, of desktop files and startup notification, and of systemd (systemd.exec(5), sd_listen_fds(3)).
 */
const ofOneProcess =
  /^(_|PWD|OLDPWD|SHLVL|TERM|COLORTERM|COLUMNS|LINES|WINDOWID|VTE_VERSION|DESKTOP_AUTOSTART_ID|DESKTOP_STARTUP_ID|XDG_ACTIVATION_TOKEN|GIO_LAUNCHED_DESKTOP_FILE\w*|LISTEN_\w+|NOTIFY_SOCKET|WATCHDOG_\w+|MAINPID|MANAGERPID|INVOCATION_ID|JOURNAL_STREAM|SYSTEMD_EXEC_PID|MEMORY_PRESSURE_\w+|CREDENTIALS_DIRECTORY)$/;

/** Maximum length of a variable in characters: each command sends them all to the agent, which reads slowly. */
const longestVariable = 8192;

/**
 * Prints the environment of the user's first process that has both a display and a session bus, with a NUL after each
 * variable: the session itself is older than what was started in it. Runs one grep over all processes, since starting
 * programs is slow under emulation.
 */
const script = `
for file in $(grep -lzsE '^(DISPLAY|WAYLAND_DISPLAY)=' /proc/[0-9]*/environ | sort -t/ -k3n); do
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

/** Parses `/proc/<pid>/environ` (proc(5)) and keeps the session's variables, which shells can export. */
export function parseEnvironment(text: string): Record<string, string> {
  const variables = text
    .split("\0")
    .filter((pair) => pair.length <= longestVariable)
    .map((pair): [string, string] => [pair.split("=", 1)[0] ?? "", pair.slice(pair.indexOf("=") + 1)]);
  return Object.fromEntries(variables.filter(([name]) => isExportable(name) && !ofOneProcess.test(name)));
}
