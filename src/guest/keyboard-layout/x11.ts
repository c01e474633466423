// The keyboard layout of a session on an X server.
import type { LayoutWay } from "./way.ts";

/**
 * Sets the running server, then writes its configuration (xorg.conf.d(5)), so that a new one, after a logout, starts
 * with the layout.
 */
export const x11: LayoutWay = {
  name: "setxkbmap",
  applies: ({ DISPLAY, WAYLAND_DISPLAY }) => DISPLAY !== undefined && WAYLAND_DISPLAY === undefined,
  runsAs: "root",
  script: `
setxkbmap -layout "$1" -variant "$2" || exit
[ -d /etc/X11 ] || exit 0
mkdir -p /etc/X11/xorg.conf.d && cat >/etc/X11/xorg.conf.d/90-demotool-keyboard.conf <<END
Section "InputClass"
  Identifier "demotool's keyboard layout"
  MatchIsKeyboard "on"
  Option "XkbLayout" "$1"
  Option "XkbVariant" "$2"
EndSection
END`,
};
