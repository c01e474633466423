// Builds the command line of a command in the guest: its user, directory, environment and time limit.
import type { Deadline } from "../base/time/deadline.ts";
import { toSeconds } from "../base/time/seconds.ts";
import type { OutputListener } from "./output.ts";

/** A command to run in the guest. */
export interface GuestCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly user: string;
  readonly cwd: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | Uint8Array | undefined;
  /** Its time limit is enforced in the guest; its signal kills the command. */
  readonly deadline: Deadline;
  /** A file in the guest to which the command writes the path of a temporary file, which is removed after it. */
  readonly note?: string | undefined;
  readonly onStdout?: OutputListener | undefined;
  readonly onStderr?: OutputListener | undefined;
}

/** Files in the guest that hold a command's input and take its output. */
export interface StandardFiles {
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
}

/** The parameters of the agent's guest-exec. */
export interface CommandLine {
  readonly path: string;
  readonly args: readonly string[];
  readonly environment: readonly string[];
}

/** The `PATH` of commands in the guest. */
export const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Root creates the files and gives them to the user, who may reopen them as /dev/stdout and /dev/stderr. The command
 * gets the usual umask, not the agent's. Everything that it starts shares its session (setsid(1)), which identifies the
 * processes to kill. Its arguments are passed on unchanged.
 */
const redirector = [
  'umask 077; exec <"$2" >"$3" 2>"$4"; umask 022',
  '[ "$1" = root ] || chown "$1" "$3" "$4"',
  'shift 4; exec setsid "$@"',
].join("\n");

/** Changes to the given directory, or home, then executes the command with unchanged arguments. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the guest's shell expands it
const launcher = 'cd "${1:-$HOME}" && shift && exec "$@"';

/** Returns the command line. The arguments are passed as a list, so that no shell parses them. */
export function commandLine(job: Omit<GuestCommand, "input">, files: StandardFiles): CommandLine {
  const limit = Math.max(1, Math.ceil(toSeconds(job.deadline.remaining())));
  const command = ["sh", "-c", launcher, "sh", job.cwd ?? "", job.command, ...job.args];
  const limited = ["timeout", "-k", "5", String(limit), ...command];
  const asUser = job.user === "root" ? limited : ["runuser", "-u", job.user, "--", ...limited];
  const variables = { PATH: searchPath, ...identity(job.user), ...job.env };
  return {
    path: "sh",
    args: ["-c", redirector, "sh", job.user, files.stdin, files.stdout, files.stderr, ...asUser],
    environment: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
  };
}

function identity(user: string): Record<string, string> {
  const home = user === "root" ? "/root" : `/home/${user}`;
  return { HOME: home, USER: user, LOGNAME: user, SHELL: "/bin/sh", LANG: "C.UTF-8" };
}
