// The guest's clock, after its state was an old one: set to this host's, and drawn anew where a panel shows it.
import type { GuestAgent } from "./agent.ts";

/**
 * Panels draw the time once a minute, by a timer that knows nothing of a clock that was set. GNOME's notices by itself.
 * Xfce's draws it anew when its format is changed (https://docs.xfce.org/xfce/xfce4-panel/clock): it is given one with
 * seconds before the guest's state is kept, and its own again when the clock has been set.
 *
 * Under emulation each program that is started takes a tenth of a second: waking up, it is but one for a panel.
 */
const panelClockFunctions = `
as_user() { setpriv --reuid="$user" --clear-groups "$@"; }
xfconf() {
  as_user busctl --address=unix:path="/run/user/$user/bus" --auto-start=no call \\
    org.xfce.Xfconf /org/xfce/Xfconf org.xfce.Xfconf "$@" </dev/null 2>/dev/null
}
disguise_panel_clock() {
  printf "" >/run/demotool-panel-clock
  for bus in /run/user/*/bus; do
    [ -S "$bus" ] || continue
    user=\${bus#/run/user/}
    user=\${user%/bus}
    plugins=$(xfconf GetAllProperties ss xfce4-panel /plugins)
    case $plugins in *" s \\"clock\\""*) ;; *) continue;; esac
    before=\${plugins%% s \\"clock\\"*}
    plugin=\${before##* \\"}
    plugin=\${plugin%\\"}
    option="$plugin/digital-time-format"
    format=%R
    case $plugins in *"$option\\" s \\""*) format=\${plugins##*"$option\\" s \\""}; format=\${format%%\\"*};; esac
    xfconf SetProperty ssv xfce4-panel "$option" s "%T" >/dev/null &&
      echo "$user $option $format" >>/run/demotool-panel-clock
  done
} 2>/dev/null
show_panel_clock() {
  while read -r user option format; do
    xfconf SetProperty ssv xfce4-panel "$option" s "$format" >/dev/null
  done </run/demotool-panel-clock
} 2>/dev/null`;

/** Part of a script of root's, before the guest's state is kept to be started from at another time. */
export const forgetTime = `${panelClockFunctions}
disguise_panel_clock`;

/** Defines the shell function `set_clock`; see {@link clockArguments}. */
const setClockFunction = `
set_clock() { date -s "now $1 seconds" >/dev/null 2>&1 || date -s "@$2" >/dev/null 2>&1; }`;

/** The exit code of a script that could not set the clock: no usual one. */
export const clockNotSet = 119;

/**
 * Part of a script of root's, whose arguments begin with {@link clockArguments}: the clock, where {@link forgetTime} ran.
 * A clock that cannot be set ends the script with {@link clockNotSet}.
 */
export const recallTime = `${setClockFunction}${panelClockFunctions}
set_clock "$1" "$2" || exit ${clockNotSet}
show_panel_clock`;

/** The same for a guest that knew nothing of it beforehand. */
export const changeTime = `${setClockFunction}${panelClockFunctions}
set_clock "$1" "$2" && { disguise_panel_clock; show_panel_clock; rm -f /run/demotool-panel-clock; true; }`;

/**
 * This host's time, to some hundredths of a second: how far the guest's clock is behind, in seconds, for GNU's date, and
 * the time since 1970 for BusyBox's.
 */
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
