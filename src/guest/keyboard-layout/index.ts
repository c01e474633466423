// Sets the keyboard layout of the desktop in a guest: the place to add a way.
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../agent.ts";
import { runScript } from "../script.ts";
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
  const { exitCode, output } = await runScript(agent, layoutScript, [layout, variant], deadline);
  if (exitCode === notHere) return "no desktop runs that demotool can set";
  return exitCode === 0 ? undefined : output.trim() || `exit code ${exitCode}`;
}
