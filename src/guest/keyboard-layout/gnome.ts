// The keyboard layout of GNOME, on Wayland and on X11: its settings, which GNOME applies at once and keeps.
// Not run in a guest so far.
import type { LayoutWay } from "./way.ts";

/** Sets GNOME's only input source. */
export const gnome: LayoutWay = {
  name: "gsettings",
  applies: ({ XDG_CURRENT_DESKTOP = "" }) => XDG_CURRENT_DESKTOP.split(":").includes("GNOME"),
  runsAs: "user",
  script: `gsettings set org.gnome.desktop.input-sources sources "[('xkb', '$1\${2:++}$2')]"`,
};
