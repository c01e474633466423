// The keyboard layout of a session on an X server.
import { type LayoutWay, notHere } from "./way.ts";

/**
 * Sets the running server, with the authority file of LightDM or of the server's command line, then writes X11's
 * configuration (xorg.conf.d(5)), so that a new server, after a logout, starts with the layout. Starts few programs:
 * each takes a tenth of a second under emulation.
 */
export const x11: LayoutWay = {
  name: "setxkbmap",
  program: "setxkbmap",
  script: `
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
DISPLAY=$display XAUTHORITY=$authority setxkbmap -layout "$1" -variant "$2" || return
[ -d /etc/X11/xorg.conf.d ] || mkdir -p /etc/X11/xorg.conf.d
echo "Section \\"InputClass\\"
  Identifier \\"demotool's keyboard layout\\"
  MatchIsKeyboard \\"on\\"
  Option \\"XkbLayout\\" \\"$1\\"
  Option \\"XkbVariant\\" \\"$2\\"
EndSection" >/etc/X11/xorg.conf.d/90-demotool-keyboard.conf`,
};
