// The keyboard layout of GNOME, on Wayland and on X11: its settings, which GNOME applies at once and keeps.
// Not run in a guest so far.
import { type LayoutWay, notHere } from "./way.ts";

/** Makes the layout GNOME's only input source, as the user whose shell runs. */
export const gnome: LayoutWay = {
  name: "gsettings",
  program: "gsettings",
  script: `
find_process gnome-shell || return ${notHere}
uid=$(stat -c %u "/proc/$pid")
setpriv --reuid "$uid" --regid "$(stat -c %g "/proc/$pid")" --clear-groups \\
  env "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$uid/bus" \\
  gsettings set org.gnome.desktop.input-sources sources "[('xkb', '$1\${2:++}$2')]"`,
};
