// Sets the guest's clock to the host's time after a restore or a revert, and makes the panel redraw it.
import type { Deadline } from "../base/time/deadline.ts";
import { toSeconds } from "../base/time/seconds.ts";
import type { GuestAgent } from "./agent.ts";

/**
 * Panels draw the time once a minute, by a timer that does not notice when the clock is set. GNOME's does notice.
 * Xfce's redraws it when its format changes (https://docs.xfce.org/xfce/xfce4-panel/clock): it gets a temporary format
 * before the guest's state is saved, and its original format back once the clock has been set.
 *
 * Under emulation each program takes a tenth of a second to start, so a restore starts only one per panel.
 */
const panelClockFunctions = `
as_user() { setpriv --reuid="$user" --clear-groups "$@"; }
xfconf() {
  as_user busctl --address=unix:path="/run/user/$user/bus" --auto-start=no call \\
    org.xfce.Xfconf /org/xfce/Xfconf org.xfce.Xfconf "$@" </dev/null 2>/dev/null
}
change_panel_clock_format() {
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
restore_panel_clock_format() {
  while read -r user option format; do
    xfconf SetProperty ssv xfce4-panel "$option" s "$format" >/dev/null
  done </run/demotool-panel-clock
} 2>/dev/null`;

/** Part of a script that runs as root before the guest's state is saved: gives the panel a temporary clock format. */
export const prepareClock = `${panelClockFunctions}
change_panel_clock_format`;

/** Defines the shell function `set_clock`; see {@link clockArguments}. */
const setClockFunction = `
set_clock() { date -s "now $1 seconds" >/dev/null 2>&1 || date -s "@$2" >/dev/null 2>&1; }`;

/** The exit code of a script that could not set the clock. It differs from the usual exit codes. */
export const clockNotSet = 119;

/**
 * Part of a script that runs as root, whose arguments begin with {@link clockArguments}: sets the clock of a guest in
 * which {@link prepareClock} ran. Exits with {@link clockNotSet} if the clock cannot be set.
 */
export const setRestoredClock = `${setClockFunction}${panelClockFunctions}
set_clock "$1" "$2" || exit ${clockNotSet}
restore_panel_clock_format`;

/** Like {@link setRestoredClock}, for a guest in which {@link prepareClock} did not run. */
export const setRevertedClock = `${setClockFunction}${panelClockFunctions}
set_clock "$1" "$2" && { change_panel_clock_format; restore_panel_clock_format; rm -f /run/demotool-panel-clock; true; }`;

/**
 * This host's time, to some hundredths of a second: how far the guest's clock is behind, in seconds, for GNU date, and
 * the seconds since 1970, for BusyBox date.
 */
export async function clockArguments(
  agent: GuestAgent,
  deadline: Deadline,
): Promise<readonly [behind: string, now: string]> {
  const before = Date.now();
  const nanoseconds = await agent.call("guest-get-time", {}, deadline);
  const behind = toSeconds((before + Date.now()) / 2 - nanoseconds / 1e6);
  return [signed(behind), String(Math.round(toSeconds(Date.now())))];
}

/** Formats a number the way GNU date takes it before a unit. */
function signed(seconds: number): string {
  return `${seconds < 0 ? "-" : "+"}${Math.abs(seconds).toFixed(3)}`;
}
