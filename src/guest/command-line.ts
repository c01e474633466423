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
  /** The environment over the user's account: that of the session, and the caller's. */
  readonly env: Readonly<Record<string, string>>;
  readonly input: string | Uint8Array | undefined;
  /** Its time limit is enforced in the guest; its signal kills the command. */
  readonly deadline: Deadline;
  /** The user whose home is `HOME` and the default of `cwd`. Default: `user`. */
  readonly homeOf?: string | undefined;
  /** A file in the guest to which the command writes the path of a temporary file, which is removed after it. */
  readonly note?: string | undefined;
  readonly onStdout?: OutputListener | undefined;
  readonly onStderr?: OutputListener | undefined;
}

/** Files in the guest that hold a command's input, and take its output and its exit code. */
export interface CommandFiles {
  readonly stdin: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Gets the exit code and a line feed, so that a restarted agent, which does not know the command, can tell it. */
  readonly end: string;
}

/** The parameters of the agent's guest-exec. */
export interface CommandLine {
  readonly path: string;
  readonly args: readonly string[];
  readonly environment: readonly string[];
}

/** The `PATH` of root's commands, of users without a desktop session, and of what starts the commands of all. */
export const searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Leaves the agent's control group for the root of the hierarchy that systemd uses: systemd kills a service's whole
 * group when the service stops or is upgraded. The files are those of cgroups(7) version 2, of version 1, and of both.
 */
export const leaveAgent = `
for procs in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/systemd/cgroup.procs /sys/fs/cgroup/unified/cgroup.procs; do
  [ ! -w "$procs" ] || echo 0 >"$procs"
done 2>/dev/null`;

/**
 * Defines `find_account`: sets `home` and `shell` of user `$1` by passwd(5), or else by the name services. Reading the
 * file starts no program, which takes a tenth of a second under emulation.
 */
export const findAccount = `
read_account() {
  while IFS=: read -r name _ _ _ _ home shell || [ -n "$name" ]; do [ "$name" != "$1" ] || return 0; done
  return 1
}
find_account() {
  read_account "$1" </etc/passwd || {
    entry=$(getent passwd "$1")
    read_account "$1" <<END || home= shell=
$entry
END
  }
  home=\${home:-/} shell=\${shell:-/bin/sh}
}`;

/**
 * Root creates the files and gives them to the user, who may reopen them as /dev/stdout and /dev/stderr. The command
 * gets the usual umask, not the agent's. Everything that it starts shares its session (setsid(1)), which identifies the
 * processes to kill. Its arguments are passed on unchanged. The shell's own messages about its end are dropped.
 */
const redirector = `${leaveAgent}
${findAccount}
umask 077; : >"$5"; exec <"$2" >"$3" 2>"$4"; umask 022
[ "$1" = root ] || chown "$1" "$3" "$4"
find_account "$6"
case $7 in *HOME*) export HOME="$home";; esac
case $7 in *SHELL*) export SHELL="$shell";; esac
end=$5; shift 7
exec 8>&2 2>/dev/null
( exec 2>&8 8>&-; exec "$@" )
code=$?
echo $code >"$end"
exit $code`;

/**
 * Exports the given variables, changes to the given directory, or home, then executes the command with unchanged
 * arguments. The variables come this late because they are the user's: a `PATH`, for example, is not for root.
 */
const launcher = `
while [ "$1" != -- ]; do export "$1"; shift; done
cd -- "\${2:-$HOME}" >/dev/null && shift 2 && exec "$@"`;

/** Returns the command line. The arguments are passed as a list, so that no shell parses them. */
export function commandLine(job: Omit<GuestCommand, "input">, files: CommandFiles): CommandLine {
  const limit = Math.max(1, Math.ceil(toSeconds(job.deadline.remaining())));
  const { inherited, launch } = launchOf(job);
  const limited = ["timeout", "-k", "5", String(limit), ...launch];
  const asUser = job.user === "root" ? limited : ["runuser", "-u", job.user, "--", ...limited];
  const given = [job.user, files.stdin, files.stdout, files.stderr, files.end, job.homeOf ?? job.user, own(job.env)];
  return { path: "setsid", args: ["sh", "-c", redirector, "sh", ...given, ...asUser], environment: inherited };
}

/** What starts a command as its user, and the environment that must be there before. */
export interface Launch {
  readonly inherited: readonly string[];
  readonly launch: readonly string[];
}

/** The start of a command by its user, whose `HOME` and `SHELL` the environment has already. */
export function launchOf({ command, args, user, cwd, env }: LaunchedCommand): Launch {
  const variables = Object.entries({ USER: user, LOGNAME: user, ...env });
  const asPairs = (pairs: readonly (readonly [string, string])[]): string[] => pairs.map((pair) => pair.join("="));
  const exported = asPairs(variables.filter(([name]) => isExportable(name)));
  return {
    inherited: [`PATH=${searchPath}`, "LANG=C.UTF-8", ...asPairs(variables.filter(([name]) => !isExportable(name)))],
    launch: ["sh", "-c", launcher, "sh", ...exported, "--", cwd ?? "", command, ...args],
  };
}

/** A command with its user, directory and environment. */
export type LaunchedCommand = Pick<GuestCommand, "command" | "args" | "user" | "cwd" | "env">;

/** The variables of passwd(5) that the environment leaves to the guest. */
export function own(env: Readonly<Record<string, string>>): string {
  return ["HOME", "SHELL"].filter((name) => !Object.hasOwn(env, name)).join(" ");
}

/** Names that a shell cannot export: those that it does not allow in names, and those that are its own. */
const ownOfShells = /^(UID|EUID|PPID|GROUPS|OPTIND|SHELLOPTS|BASHOPTS|BASH_\w+)$/;

/** Whether every shell can export a variable of that name. */
export function isExportable(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !ownOfShells.test(name);
}
