// Sets the keyboard layout of the desktop in a guest: the place to add a way.
import { setTimeout as delay } from "node:timers/promises";
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../agent.ts";
import { runScript, type ScriptResult } from "../script.ts";
import { gnome } from "./gnome.ts";
import { type LayoutWay, notHere } from "./way.ts";
import { x11 } from "./x11.ts";

/** All ways; the first whose desktop runs is taken. GNOME on X11 would undo what `setxkbmap` does. */
const ways: readonly LayoutWay[] = [gnome, x11];

/** A layout by the names that XKB has for its parts. */
export interface XkbLayout {
  readonly layout: string;
  /** Empty for the layout's own keys. */
  readonly variant: string;
}

/** Reads the names of all processes once; the kernel shows 15 characters of each: proc(5). */
const findProcess = `
processes=
for file in /proc/[0-9]*/comm; do
  read -r name <"$file" || continue
  pid=\${file#/proc/}
  processes="$processes $name=\${pid%/comm} "
done 2>/dev/null
find_process() {
  case $processes in *" $1="*) ;; *) return 1 ;; esac
  pid=\${processes##* $1=}
  pid=\${pid%% *}
}`;

/** One program tries all ways: `$1` is the layout, `$2` its variant or empty. It exits with 0 once the desktop is set. */
export const layoutScript = `${findProcess}
${ways.map(attempt).join("\n")}
exit ${notHere}`;

function attempt({ name, script }: LayoutWay): string {
  return `way() {${script}
}
way "$1" "$2"; status=$?
[ $status -eq ${notHere} ] || { [ $status -eq 0 ] || echo "by ${name}" >&2; exit $status; }`;
}

/** Milliseconds for a desktop to take its layout, which lasts a second on a busy emulated guest. */
const settingMs = 20_000;

/** Ends the programs that ask a desktop. */
const endScript = `${findProcess}
${ways.map(({ program }) => `find_process ${program} && kill "$pid"`).join("\n")}`;

/**
 * Runs a script that contains {@link layoutScript}. A desktop that hangs does not answer the program that sets the layout:
 * that one is ended, from here, since a watch in the guest would be one more program to start.
 *
 * @param limitMs milliseconds after which that happens
 * @throws as `runScript`
 */
export async function runLayoutScript(
  agent: GuestAgent,
  script: string,
  args: readonly string[],
  deadline: Deadline,
  limitMs = settingMs,
): Promise<ScriptResult> {
  const ended = new AbortController();
  const end = async (): Promise<void> => {
    await delay(limitMs, undefined, { signal: ended.signal });
    await runScript(agent, endScript, [], deadline);
  };
  // The script's own failure says more.
  end().catch(() => {});
  try {
    return await runScript(agent, script, args, deadline);
  } finally {
    ended.abort();
  }
}

/**
 * Sets the layout of the desktop that runs.
 *
 * @returns why it could not be set; undefined if it is
 * @throws {GuestError} {@link LibvirtError} when the agent fails
 * @throws the deadline's error when it is over
 */
export async function setKeyboardLayout(
  agent: GuestAgent,
  { layout, variant }: XkbLayout,
  deadline: Deadline,
): Promise<string | undefined> {
  const { exitCode, output } = await runLayoutScript(agent, layoutScript, [layout, variant], deadline);
  if (exitCode === notHere) return "no desktop runs that demotool can set";
  return exitCode === 0 ? undefined : output.trim() || `exit code ${exitCode}`;
}
