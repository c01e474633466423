// The guest's clock, after its state was an old one: set to this host's, and drawn anew where a panel shows it.
import type { GuestAgent } from "./agent.ts";

/** A user's script, without single quotes: makes the clock of the Xfce panel behind the session bus `$1` start over. */
const redrawPanelClock = `
bus=$1
xfconf() {
  busctl --address=unix:path="$bus" --auto-start=no call org.xfce.Xfconf /org/xfce/Xfconf org.xfce.Xfconf "$@"
}
plugins=$(xfconf GetAllProperties ss xfce4-panel /plugins)
case $plugins in *" s \\"clock\\""*) ;; *) exit;; esac
before=\${plugins%% s \\"clock\\"*}
plugin=\${before##* \\"}
plugin=\${plugin%\\"}
mode=2
case $plugins in *"$plugin/mode\\" u "*) mode=\${plugins##*"$plugin/mode\\" u "}; mode=\${mode%% *};; esac
other=3
[ "$mode" != 3 ] || other=2
xfconf SetProperty ssv xfce4-panel "$plugin/mode" u "$other"
xfconf SetProperty ssv xfce4-panel "$plugin/mode" u "$mode"`;

/**
 * Defines the shell function `set_clock`: its `$1` is how far the clock is behind, in seconds, for GNU's date, its `$2`
 * the time since 1970 for BusyBox's. Part of a script of root's.
 *
 * Panels draw the time once a minute, by a timer that knows nothing of a clock that was set. Xfce's starts over when its
 * look is changed (https://docs.xfce.org/xfce/xfconf/start), and so gets it back at once; GNOME's notices by itself.
 * Under emulation that takes most of a second, for which nobody waits.
 */
export const setClockFunction = `
set_clock() {
  date -s "now $1 seconds" >/dev/null 2>&1 || date -s "@$2" >/dev/null 2>&1 || return 1
  for bus in /run/user/*/bus; do
    user=\${bus#/run/user/}
    # A session bus listens to nobody but its own user.
    [ ! -S "$bus" ] || setpriv --reuid="\${user%/bus}" --clear-groups sh -c '${redrawPanelClock}' sh "$bus"
  done </dev/null >/dev/null 2>&1 &
  return 0
}`;

/** The arguments of `set_clock`: this host's time, to some hundredths of a second. */
export async function clockArguments(agent: GuestAgent): Promise<readonly [behind: string, now: string]> {
  const before = Date.now();
  const nanoseconds = await agent.call<number>("guest-get-time");
  const behind = ((before + Date.now()) / 2 - nanoseconds / 1e6) / 1000;
  return [signed(behind), String(Math.round(Date.now() / 1000))];
}

/** As GNU's date takes it in front of a unit. */
function signed(seconds: number): string {
  return `${seconds < 0 ? "-" : "+"}${Math.abs(seconds).toFixed(3)}`;
}
