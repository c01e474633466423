// The embedded image's desktop: XFCE with automatic login, no screen blanking, no pop-ups, and few processes.
import type { GuestFile } from "../recipe-type.ts";
import { demoUser } from "../recipes/parts/demo-user.ts";
import { type Properties, xfconfFile } from "./xfconf.ts";

const display: readonly GuestFile[] = [
  {
    // No OpenGL: under emulation, software rendering costs three seconds at the start alone.
    path: "/etc/X11/xorg.conf.d/10-demotool.conf",
    content: `Section "Device"
  Identifier "virtual"
  Driver "modesetting"
  Option "AccelMethod" "none"
EndSection
Section "ServerFlags"
  Option "BlankTime" "0"
  Option "StandbyTime" "0"
  Option "SuspendTime" "0"
  Option "OffTime" "0"
EndSection
Section "Extensions"
  Option "GLX" "Disable"
EndSection
`,
  },
  {
    path: "/etc/lightdm/lightdm.conf.d/50-demotool.conf",
    content: `[Seat:*]
autologin-user=${demoUser.user}
autologin-session=xfce
session-wrapper=/usr/local/lib/demotool/session
xserver-command=X -s 0 -dpms
`,
  },
  {
    path: "/usr/local/lib/demotool/session",
    mode: 0o755,
    content: `#!/bin/sh
# Starts XFCE without the scripts of Xsession, startxfce4 and xinitrc, which take seconds under emulation.
export XDG_MENU_PREFIX=xfce- XDG_CURRENT_DESKTOP=XFCE DESKTOP_SESSION=xfce
export XDG_CONFIG_DIRS=/etc/xdg XDG_DATA_DIRS=/usr/local/share:/usr/share
[ -r "$HOME/.xsessionrc" ] && . "$HOME/.xsessionrc"
dbus-update-activation-environment --systemd \\
  DISPLAY XAUTHORITY XDG_CURRENT_DESKTOP XDG_MENU_PREFIX XDG_CONFIG_DIRS XDG_DATA_DIRS NO_AT_BRIDGE
exec xfce4-session
`,
  },
  { path: "/etc/environment", content: "LANG=C.UTF-8\nNO_AT_BRIDGE=1\n" },
];

/**
 * Programs that need no autostart: the settings daemon is already in the session's list, the user's directories are
 * created at the first boot, and the notification daemon starts with the first notification.
 */
const noAutostart: readonly GuestFile[] = ["xfsettingsd", "xscreensaver", "xdg-user-dirs", "xfce4-notifyd"].map(
  (name) => ({
    path: `/etc/xdg/autostart/${name}.desktop`,
    content: `[Desktop Entry]\nType=Application\nName=${name}\nHidden=true\n`,
  }),
);

/** Starts the session's programs all at once: by default each waits for the previous one. */
function sessionPrograms(...commands: readonly string[]): Properties {
  const clients = commands.map(
    (command, index): Properties => ({
      [`Client${index}_Command`]: [command],
      [`Client${index}_Priority`]: 15,
      [`Client${index}_PerScreen`]: false,
    }),
  );
  return { IsFailsafe: true, Count: commands.length, ...Object.assign({}, ...clients) };
}

const session = xfconfFile("xfce4-session", {
  general: { FailsafeSessionName: "Failsafe", SaveOnExit: false, AutoSave: false, LockCommand: "" },
  startup: { "ssh-agent": { enabled: false }, "gpg-agent": { enabled: false } },
  shutdown: { LockScreen: false },
  sessions: { Failsafe: sessionPrograms("xfwm4", "xfsettingsd", "xfce4-panel", "xfdesktop") },
});

/** Shadows and fades cost too much processor time under emulation. */
const windows = xfconfFile("xfwm4", {
  general: {
    use_compositing: false,
    vblank_mode: "off",
    theme: "Greybird",
    title_font: "Sans Bold 9",
    workspace_count: 1,
  },
});

const appearance = xfconfFile("xsettings", {
  Net: { ThemeName: "Greybird", IconThemeName: "elementary-xfce", SoundThemeName: "", EnableEventSounds: false },
  Xft: { DPI: 96, Antialias: 1, Hinting: 1, HintStyle: "hintslight", RGBA: "none" },
  Gtk: { FontName: "Sans 10", MonospaceFontName: "Monospace 10", CursorThemeName: "Adwaita" },
});

function colour(hex: number): { readonly double: number }[] {
  const part = (shift: number): { readonly double: number } => ({ double: ((hex >> shift) & 0xff) / 255 });
  return [part(16), part(8), part(0), { double: 1 }];
}

const desktop = xfconfFile("xfce4-desktop", {
  backdrop: {
    screen0: {
      // The kernel's name for the display of a virtio graphics card.
      "monitorVirtual-1": {
        workspace0: { "image-style": 0, "color-style": 2, rgba1: colour(0x2b5f8a), rgba2: colour(0x0f2338) },
      },
    },
  },
  "desktop-icons": {
    style: 2,
    "file-icons": { "show-home": true, "show-filesystem": true, "show-trash": true, "show-removable": false },
  },
});

/** Thunar's own icon is hard to recognise in a dock. */
const fileManager: GuestFile = {
  path: "/usr/local/share/applications/thunar.desktop",
  content: `[Desktop Entry]
Type=Application
Name=File Manager
Comment=Browse the file system with the file manager
Exec=thunar %U
Icon=system-file-manager
Categories=System;Utility;Core;GTK;FileTools;FileManager;
MimeType=inode/directory;
StartupNotify=true
`,
};

const launcher = (...items: readonly string[]): { value: string; below: Properties } => ({
  value: "launcher",
  below: { items },
});

/** A panel at the top and a dock at the bottom. Their plugins all run inside the panel's process. */
const panels = xfconfFile("xfce4-panel", {
  configver: 2,
  panels: {
    value: [1, 2],
    below: {
      "dark-mode": true,
      "panel-1": {
        position: "p=6;x=0;y=0",
        length: { uint: 100 },
        "position-locked": true,
        "icon-size": { uint: 16 },
        size: { uint: 26 },
        "plugin-ids": [1, 2, 3, 4],
      },
      "panel-2": {
        position: "p=10;x=0;y=0",
        length: { uint: 1 },
        "position-locked": true,
        size: { uint: 48 },
        "plugin-ids": [5, 6, 7, 8, 9],
      },
    },
  },
  plugins: {
    "plugin-1": "applicationsmenu",
    "plugin-2": { value: "tasklist", below: { grouping: { uint: 1 } } },
    "plugin-3": { value: "separator", below: { expand: true, style: { uint: 0 } } },
    "plugin-4": "clock",
    "plugin-5": "showdesktop",
    "plugin-6": "separator",
    "plugin-7": launcher("xfce4-terminal.desktop"),
    "plugin-8": launcher("thunar.desktop"),
    "plugin-9": launcher("org.xfce.mousepad.desktop"),
  },
});

/** All files of the desktop. */
export const desktopFiles: readonly GuestFile[] = [
  ...display,
  ...noAutostart,
  session,
  windows,
  appearance,
  desktop,
  fileManager,
  panels,
];
