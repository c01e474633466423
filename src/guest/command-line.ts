// How a command starts in the guest: its user, directory, environment and time limit.
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
  /** Its time limit applies in the guest; its signal ends the command. */
  readonly deadline: Deadline;
  /** A file in the guest in which the command notes the path of a file that must not outlive it. */
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

/** What the agent's guest-exec starts. */
export interface CommandLine {
  readonly path: string;
  readonly args: readonly string[];
  readonly environment: readonly string[];
}

/** Where the guest searches for programs. */
export const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Root makes the files and gives them to the user, who may open them again as /dev/stdout and /dev/stderr; the command
 * gets the usual umask, not the agent's own. All that the command starts shares its session (setsid(1)), by which it is
 * found again. The command's words are passed on unchanged.
 */
const redirector = [
  'umask 077; exec <"$2" >"$3" 2>"$4"; umask 022',
  '[ "$1" = root ] || chown "$1" "$3" "$4"',
  'shift 4; exec setsid "$@"',
].join("\n");

/** Changes to the given directory, or home, then becomes the command: arguments stay arguments, unquoted. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the guest's shell expands it
const launcher = 'cd "${1:-$HOME}" && shift && exec "$@"';

/** The words go to guest-exec as a list, so that no shell ever parses what the user wrote. */
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
