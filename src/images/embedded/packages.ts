// The packages that mmdebstrap installs into the embedded image, and the files that it omits.

/** The Debian release of the embedded image. */
export const release = "bookworm";

/** The default source of packages, during the build and in the guest. */
export const defaultMirror = "http://deb.debian.org/debian";

const system = [
  "linux-image-amd64",
  "initramfs-tools",
  "lz4",
  "grub-pc-bin",
  "systemd-sysv",
  "libpam-systemd",
  "udev",
  "kmod",
  "dbus",
  "dbus-user-session",
  "policykit-1",
  "sudo",
  "qemu-guest-agent",
  "ca-certificates",
  "iproute2",
  "procps",
  "less",
  "nano",
];

const desktop = [
  "xserver-xorg-core",
  "xserver-xorg-input-libinput",
  "x11-xserver-utils",
  // xprop, for the condition that checks whether the desktop is up.
  "x11-utils",
  // For vm.clipboard and the keyboard's layout.
  "xclip",
  "x11-xkb-utils",
  "xauth",
  "lightdm",
  "lightdm-gtk-greeter",
  "xfce4-session",
  "xfce4-settings",
  "xfwm4",
  "xfce4-panel",
  "xfdesktop4",
  "xfce4-terminal",
  "xfce4-appfinder",
  "xfce4-notifyd",
  "thunar",
  "mousepad",
  "xdg-utils",
  "xdg-user-dirs",
  "fonts-dejavu-core",
  // Chinese, Japanese and Korean in 4 MB.
  "fonts-droid-fallback",
  "adwaita-icon-theme",
  "elementary-xfce-icon-theme",
  "greybird-gtk-theme",
];

/** Installed without their recommendations. */
export const packages: readonly string[] = [...system, ...desktop];

const drivers = "/lib/modules/*/kernel/drivers";

/**
 * Files that neither a virtual machine nor an English demo needs, a third of the total. Applies to the build only:
 * packages that a demo installs are complete.
 */
export const leftOut: readonly string[] = [
  "/usr/share/man/*",
  "/usr/share/doc/*",
  "/usr/share/gtk-doc/*",
  "/usr/share/help/*",
  "/usr/share/locale/*",
  `${drivers}/gpu/drm/amd/*`,
  `${drivers}/gpu/drm/i915/*`,
  `${drivers}/gpu/drm/nouveau/*`,
  `${drivers}/gpu/drm/radeon/*`,
  `${drivers}/infiniband/*`,
  `${drivers}/media/*`,
  `${drivers}/net/ethernet/*`,
  `${drivers}/net/wireless/*`,
  `${drivers}/staging/*`,
  "/lib/modules/*/kernel/sound/*",
];

/** Exceptions from {@link leftOut}: keeps the licences. */
export const kept: readonly string[] = ["/usr/share/doc/*/copyright"];
