// How a command is started in the guest: as which user, where, with which environment, limited in time.
import type { GuestCommand } from "./exec.ts";

const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Changes to the directory it is given, or home, then becomes the command: arguments stay arguments, unquoted. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the guest's shell expands it
const launcher = 'cd "${1:-$HOME}" && shift && exec "$@"';

/** What guest-exec is asked to start: `args` go to it as a list, so that no shell ever parses the user's words. */
export function commandLine(job: Omit<GuestCommand, "input">): {
  path: string;
  args: string[];
  environment: string[];
} {
  const limit = Math.max(1, Math.ceil(job.deadline.remaining()));
  const limited = ["timeout", "-k", "5", String(limit), "sh", "-c", launcher, "sh", job.cwd ?? "", job.command];
  const words = [...limited, ...job.args];
  const asUser = job.user === "root" ? words : ["runuser", "-u", job.user, "--", ...words];
  const [path = "", ...args] = asUser;
  const variables = { PATH: searchPath, ...identity(job.user), ...job.env };
  return { path, args, environment: Object.entries(variables).map(([name, value]) => `${name}=${value}`) };
}

function identity(user: string): Record<string, string> {
  const home = user === "root" ? "/root" : `/home/${user}`;
  return { HOME: home, USER: user, LOGNAME: user, SHELL: "/bin/sh", LANG: "C.UTF-8" };
}
