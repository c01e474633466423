// The keyboard layout of a session on an X server.
import { type LayoutWay, notHere } from "./way.ts";

/** Finds the server, its `$display` and the `$authority` file of LightDM or of the server's command line. */
const findServer = `
find_process Xorg || return ${notHere}
display=:0 authority=/run/lightdm/root/:0
if [ ! -r "$authority" ]; then
  before=
  for word in $(tr '\\0' '\\n' <"/proc/$pid/cmdline"); do
    [ "$before" != -auth ] || authority=$word
    case $word in :[0-9]*) display=$word ;; esac
    before=$word
  done
fi
export DISPLAY="$display" XAUTHORITY="$authority"`;

/**
 * Sets the running server, then writes X11's configuration (xorg.conf.d(5)), so that a new server, after a logout, starts
 * with the layout. Starts few programs: each takes a tenth of a second under emulation.
 */
export const x11: LayoutWay = {
  name: "setxkbmap",
  program: "setxkbmap",
  script: `${findServer}
setxkbmap -layout "$1" -variant "$2" || return
[ -d /etc/X11/xorg.conf.d ] || mkdir -p /etc/X11/xorg.conf.d
echo "Section \\"InputClass\\"
  Identifier \\"demotool's keyboard layout\\"
  MatchIsKeyboard \\"on\\"
  Option \\"XkbLayout\\" \\"$1\\"
  Option \\"XkbVariant\\" \\"$2\\"
EndSection" >/etc/X11/xorg.conf.d/90-demotool-keyboard.conf`,
  // The server runs xkbcomp, too.
  warmUp: `${findServer}
map=$(mktemp) || return
setxkbmap -print | xkbcomp -w 0 -xkm - "$map"
rm -f "$map"`,
};
