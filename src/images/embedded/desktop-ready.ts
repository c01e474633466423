// Checks whether XFCE is ready. Runs about once a second during a boot, so it must be cheap under emulation.
import { demoUser } from "../recipes/parts/demo-user.ts";

const { user } = demoUser;

/**
 * Shell command, run as root in the guest: exits with 0 when XFCE's panel and its desktop are among the windows that
 * the window manager shows (`_NET_CLIENT_LIST` holds mapped windows only: Extended Window Manager Hints, "Root Window
 * Properties"), else prints what is missing.
 */
export const xfceReady = `
missing() { echo "$1"; exit 1; }
[ -S /tmp/.X11-unix/X0 ] || missing "the display server has not started"
[ -r /home/${user}/.Xauthority ] || missing "${user} has not been logged in"
export DISPLAY=:0 XAUTHORITY=/home/${user}/.Xauthority
list=$(xprop -root _NET_CLIENT_LIST 2>/dev/null) || missing "the display server does not answer"
classes=
for id in $(echo "\${list#*#}" | tr -d ,); do
  case $id in 0x*) classes="$classes $(xprop -id "$id" WM_CLASS 2>/dev/null)" ;; esac
done
case $classes in *Xfce4-panel*) ;; *) missing "XFCE's panel is not on the screen" ;; esac
case $classes in *Xfdesktop*) ;; *) missing "XFCE's desktop is not on the screen" ;; esac
`;
