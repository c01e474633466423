// The keyboard layout of a session on an X server.
import { type LayoutWay, notHere } from "./way.ts";

/**
 * Sets the running server, with the authority file and the display that its command line has, then writes X11's
 * configuration (xorg.conf.d(5)), so that a new server, after a logout, starts with the layout.
 */
export const x11: LayoutWay = {
  name: "setxkbmap",
  script: `
find_process Xorg || return ${notHere}
display=:0 authority= before=
for word in $(tr '\\0' '\\n' <"/proc/$pid/cmdline"); do
  [ "$before" != -auth ] || authority=$word
  case $word in :[0-9]*) display=$word ;; esac
  before=$word
done
DISPLAY=$display XAUTHORITY=$authority setxkbmap -layout "$1" -variant "$2" || return
mkdir -p /etc/X11/xorg.conf.d && cat >/etc/X11/xorg.conf.d/90-demotool-keyboard.conf <<END
Section "InputClass"
  Identifier "demotool's keyboard layout"
  MatchIsKeyboard "on"
  Option "XkbLayout" "$1"
  Option "XkbVariant" "$2"
EndSection
END`,
};
