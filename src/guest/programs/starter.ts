// Builds the command line of a program that stays: its supervisor keeps the end of its output and notes how it ended.
import { toSeconds } from "../../base/time/seconds.ts";
import { type CommandLine, findAccount, type LaunchedCommand, launchOf, leaveAgent, own } from "../command-line.ts";

/** Bytes that dd(1) reads at a time at most; it passes on fewer where there are fewer. */
const blockBytes = 1024;

/** The output is kept in three files of at most this size, the oldest of which is overwritten. */
const partBytes = 256 * 1024;

/** Bytes of an output that are kept at most. */
export const keptBytes = 3 * partBytes;

/**
 * Runs as root: `$1` is the user, `$2` the prefix of the program's files, `$3` its standard input, `$4` which variables
 * are the account's. The files belong to the user, whose supervisor writes them. Should it fail to start or be killed,
 * this notes the end.
 */
const starter = `${leaveAgent}
${findAccount}
umask 077
for file in pid end part 0 1 2; do : >"$2.$file"; done
[ "$1" = root ] || chown "$1" "$2.pid" "$2.end" "$2.part" "$2.0" "$2.1" "$2.2"
umask 022
find_account "$1"
case $4 in *HOME*) export HOME="$home";; esac
case $4 in *SHELL*) export SHELL="$shell";; esac
prefix=$2
exec <"$3" >/dev/null 2>&1
shift 4
( exec >"$prefix.0" 2>&1; exec "$@" )
code=$?
[ -s "$prefix.end" ] || echo $code >"$prefix.end"`;

/**
 * Runs as the user: `$1` is the prefix, the rest the program, which gets a session of its own (setsid(1)). File
 * `pid` gets its line in /proc, `end` its exit code. The pipe belongs to the user, who may reopen it as /dev/stdout.
 *
 * Its reader never stops, so that the program is not blocked, and keeps the last two to three parts: `part` has the
 * number of the newest one. dd(1) passes on what it reads at once, and reads no further than the part's end.
 */
const supervisor = `prefix=$1
shift
exec 2>/dev/null
keep() {
  part=0
  while dd bs=${blockBytes} count=${partBytes / blockBytes} of="$prefix.$((part % 3))" && [ -s "$prefix.$((part % 3))" ]; do
    part=$((part + 1))
    : >"$prefix.$((part % 3))"
    echo $part >"$prefix.part"
  done
}
{
  ( exec 2>&1; read -r stat </proc/self/stat; echo "$stat" >"$prefix.pid"; exec setsid "$@" )
  echo $? >"$prefix.end"
} | keep`;

/**
 * Prints the kept output of the program with prefix `$1`, the oldest part first. Exits with 1 if the oldest part was
 * overwritten meanwhile: what was printed may lack a piece then.
 */
export const outputScript = `
[ -e "$1.part" ] || exit
read -r part <"$1.part"
cat "$1.$(((part + 1) % 3))" "$1.$(((part + 2) % 3))" "$1.$((part % 3))"
read -r now <"$1.part"
[ "$part" = "$now" ]`;

/** Milliseconds for a program to end after a signal, before it is killed. */
const endLimitMs = 5000;

/** Tenths of a second for a program that is being started to appear. */
const startTries = 100;

/**
 * Sends signal `$2` to the program with prefix `$1` and to what it started, which shares its session, and SIGKILL to
 * what is left 5 s later. A process that has got the program's number meanwhile is another one: its start time differs.
 */
export const killScript = `
tries=0
until [ -s "$1.pid" ] || [ -s "$1.end" ] || [ $tries -eq ${startTries} ]; do tries=$((tries + 1)); sleep 0.1; done
read -r line <"$1.pid" || exit 0
leader=\${line%% *}
start_of() { shift 19; echo "$1"; }
if read -r now <"/proc/$leader/stat"; then
  [ "$(start_of \${line##*) })" = "$(start_of \${now##*) })" ] || exit 0
fi 2>/dev/null
is_left() { [ "$4" = "$leader" ] && [ "$1" != Z ]; }
signal() {
  left=no
  for stat in /proc/[0-9]*/stat; do
    read -r line <"$stat" || continue
    if is_left \${line##*) }; then left=yes; kill -"$1" "\${line%% *}"; fi
  done
} 2>/dev/null
now() { read -r uptime _ </proc/uptime; echo "\${uptime%.*}"; }
signal "$2"
until=$(($(now) + ${toSeconds(endLimitMs)}))
while signal 0; [ $left = yes ] && [ "$(now)" -lt $until ]; do sleep 0.1; done
[ $left = no ] || signal KILL
`;

/** Returns the command line that starts a program whose files begin with `prefix`. */
export function startLine(program: LaunchedCommand, prefix: string, stdin: string): CommandLine {
  const { inherited, launch } = launchOf(program);
  const supervised = ["sh", "-c", supervisor, "sh", prefix, ...launch];
  const asUser = program.user === "root" ? supervised : ["runuser", "-u", program.user, "--", ...supervised];
  return {
    path: "sh",
    args: ["-c", starter, "sh", program.user, prefix, stdin, own(program.env), ...asUser],
    environment: inherited,
  };
}
