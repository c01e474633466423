// GNOME for demos: automatic login, no screen lock, no notices.
import type { GuestFile, SessionCondition } from "../../recipe-type.ts";
import { demoUser } from "./demo-user.ts";

const { user } = demoUser;

/** Files that keep GNOME from locking or blanking the screen, and from showing welcome dialogs and notices. */
export const gnomeFiles: readonly GuestFile[] = [
  { path: "/etc/dconf/profile/user", content: "user-db:user\nsystem-db:local\n" },
  {
    path: "/etc/dconf/db/local.d/00-demotool",
    content: `[org/gnome/desktop/session]
idle-delay=uint32 0
[org/gnome/desktop/screensaver]
lock-enabled=false
idle-activation-enabled=false
[org/gnome/desktop/lockdown]
disable-lock-screen=true
[org/gnome/settings-daemon/plugins/power]
sleep-inactive-ac-type='nothing'
idle-dim=false
[org/gnome/software]
download-updates=false
allow-updates=false
first-run=false
[org/gnome/shell]
welcome-dialog-last-shown-version='9999'
`,
  },
  { path: "/etc/skel/.config/gnome-initial-setup-done", content: "yes\n" },
];

/** The services of the search index: by their names up to GNOME 46, then by those since GNOME 47. */
const indexers = [
  "tracker-miner-fs-3.service",
  "tracker-miner-fs-control-3.service",
  "tracker-miner-rss-3.service",
  "tracker-extract-3.service",
  "tracker-writeback-3.service",
  "localsearch-3.service",
  "localsearch-control-3.service",
  "localsearch-writeback-3.service",
];

/** Commands that apply the settings above, and that keep GNOME from indexing files during a demo. */
export const gnomeCommands: readonly string[] = ["dconf update", `systemctl --global mask ${indexers.join(" ")}`];

/** Returns gdm's settings at the path where the distribution's gdm reads them: logs the demo user in automatically. */
export function gdmLogin(path: string): GuestFile {
  const content = `[daemon]\nAutomaticLoginEnable=True\nAutomaticLogin=${user}\nInitialSetupEnable=False\n`;
  return { path, content };
}

/** GNOME is ready when its shell runs in the demo user's session and owns its name on the session bus. */
export const gnomeSession: SessionCondition = {
  user,
  ready: `
pgrep -u ${user} -x gnome-shell >/dev/null || { echo "gnome-shell does not run"; exit 1; }
runtime=/run/user/$(id -u ${user})
runuser -u ${user} -- env XDG_RUNTIME_DIR="$runtime" DBUS_SESSION_BUS_ADDRESS="unix:path=$runtime/bus" \\
  gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \\
  --method org.freedesktop.DBus.NameHasOwner org.gnome.Shell 2>/dev/null | grep -q true ||
  { echo "gnome-shell is not on the session bus"; exit 1; }
runuser -u ${user} -- env XDG_RUNTIME_DIR="$runtime" DBUS_SESSION_BUS_ADDRESS="unix:path=$runtime/bus" \\
  systemctl --user --quiet is-active graphical-session.target || { echo "graphical-session.target is not reached"; exit 1; }
`,
};
