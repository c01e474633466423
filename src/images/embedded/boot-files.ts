// The boot configuration of the embedded image: kernel, initial RAM disk, systemd, network. Tuned for software
// emulation, where each process that a boot starts costs tenths of a second.
import type { GuestFile } from "../recipe-type.ts";

/** The root file system's UUID, the same in every build. */
export const rootUuid = "9d7a9c1e-6f0b-4a55-8c6e-64656d6f3132";

/**
 * Kernel parameters (https://docs.kernel.org/admin-guide/kernel-parameters.html). A guest that exists for one demo
 * does not need hardening against its own processes, and clearing each page twice is slow under emulation.
 */
const kernelParameters = [
  `root=UUID=${rootUuid}`,
  "rw",
  "quiet",
  "loglevel=4",
  "console=tty0",
  "console=ttyS0",
  "systemd.show_status=yes",
  "mitigations=off",
  "nokaslr",
  "init_on_alloc=0",
  "transparent_hugepage=madvise",
  "cgroup_disable=memory",
  "selinux=0",
  "apparmor=0",
  "audit=0",
  "nowatchdog",
  "consoleblank=0",
  "fsck.mode=skip",
  "net.ifnames=0",
  "8250.nr_uarts=1",
  "tsc=reliable",
  "no_timer_check",
  "random.trust_cpu=on",
];

/**
 * GRUB's `linux` command reserves all the memory that the kernel unpacks itself into, and moves it byte by byte:
 * two seconds under emulation. `linux16` moves only the file.
 */
const grub: GuestFile = {
  path: "/boot/grub/grub.cfg",
  content: `linux16 /vmlinuz ${kernelParameters.join(" ")}\ninitrd16 /initrd.img\nboot\n`,
};

/** Installed before the kernel, so that its initial RAM disk is built only once and small. */
export const initramfsFiles: readonly GuestFile[] = [
  {
    path: "/etc/initramfs-tools/conf.d/demotool",
    content: "MODULES=list\nCOMPRESS=lz4\nKEYMAP=n\nRESUME=none\n",
  },
  {
    path: "/etc/initramfs-tools/hooks/demotool",
    mode: 0o755,
    content: `#!/bin/sh
# The drivers of a virtio disk, loaded by name: so no device manager has to run.
[ "$1" != prereqs ] || exit 0
. /usr/share/initramfs-tools/hook-functions
force_load virtio_pci
force_load virtio_blk
force_load ext4
rm -rf "$DESTDIR/scripts/init-top/udev" "$DESTDIR/scripts/init-bottom/udev" \\
  "$DESTDIR/usr/lib/udev" "$DESTDIR/usr/lib/systemd"
`,
  },
];

const network: readonly GuestFile[] = [
  {
    // The addresses of QEMU's user network: -netdev user in qemu(1).
    path: "/etc/demotool/network",
    content:
      "link set lo up\nlink set eth0 up\naddress replace 10.0.2.15/24 dev eth0\nroute replace default via 10.0.2.2\n",
  },
  {
    path: "/etc/systemd/system/demotool-network.service",
    content: `[Unit]
Description=Static address in QEMU's user network
DefaultDependencies=no
BindsTo=sys-subsystem-net-devices-eth0.device
After=sys-subsystem-net-devices-eth0.device
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/sbin/ip -batch /etc/demotool/network
[Install]
WantedBy=sys-subsystem-net-devices-eth0.device
`,
  },
  { path: "/etc/resolv.conf", content: "nameserver 10.0.2.3\n" },
  { path: "/etc/hostname", content: "debian\n" },
  { path: "/etc/hosts", content: "127.0.0.1 localhost\n127.0.1.1 debian\n" },
];

const systemd: readonly GuestFile[] = [
  { path: "/etc/systemd/journald.conf.d/demotool.conf", content: "[Journal]\nStorage=volatile\nAudit=no\n" },
  {
    // Only the devices that a virtual machine has; by default udev triggers all of /sys. The USB controller, of PCI class
    // 0c0330, is named alone: its driver brings the tablet.
    path: "/etc/systemd/system/systemd-udev-trigger.service.d/demotool.conf",
    content: `[Service]
ExecStart=
ExecStart=-udevadm trigger --action=add ${[
      ...["block", "drm", "graphics", "hid", "input", "net", "serio", "sound", "usb", "virtio", "virtio-ports"],
    ]
      .map((subsystem) => `--subsystem-match=${subsystem}`)
      .join(" ")}
ExecStart=-udevadm trigger --action=add --subsystem-match=pci --attr-match=class=0x0c0330
`,
  },
  {
    // A log line for each of the host's requests would cost more than answering it.
    path: "/etc/systemd/system/qemu-guest-agent.service.d/demotool.conf",
    content: "[Service]\nExecStart=\nExecStart=-/usr/sbin/qemu-ga --logfile=/dev/null\n",
  },
  {
    // The first-boot commands create the demo user, whom lightdm logs in.
    path: "/etc/systemd/system/lightdm.service.d/demotool.conf",
    content: "[Unit]\nAfter=guestfs-firstboot.service\n",
  },
];

const apt = (mirror: string): readonly GuestFile[] => [
  {
    path: "/etc/apt/sources.list",
    content: `deb ${mirror} bookworm main\ndeb ${mirror} bookworm-updates main\ndeb ${mirror}-security bookworm-security main\n`,
  },
  { path: "/etc/dpkg/dpkg.cfg.d/demotool", content: "force-unsafe-io\n" },
];

/** Returns all system files, for a guest that takes packages from `mirror`. */
export function bootFiles(mirror: string): readonly GuestFile[] {
  return [
    grub,
    ...network,
    ...systemd,
    ...apt(mirror),
    { path: "/etc/fstab", content: `UUID=${rootUuid} / ext4 defaults,noatime 0 0\n` },
    // Newer than /usr, so that no update runs at boot (systemd-update-done.service(8)).
    { path: "/etc/.updated", content: "" },
  ];
}

/** systemd units that a demo does not need, or that make boots differ. */
export const maskedUnits: readonly string[] = [
  ...["apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "man-db.timer", "fstrim.timer"],
  ...["e2scrub_all.timer", "e2scrub_reap.service", "systemd-tmpfiles-clean.timer", "systemd-timesyncd.service"],
  ...["systemd-binfmt.service", "proc-sys-fs-binfmt_misc.automount", "systemd-rfkill.socket", "systemd-pstore.service"],
  ...["modprobe@configfs.service", "modprobe@dm_mod.service", "modprobe@drm.service", "modprobe@efi_pstore.service"],
  ...["modprobe@fuse.service", "modprobe@loop.service", "dev-hugepages.mount", "dev-mqueue.mount"],
  ...["sys-kernel-debug.mount", "sys-kernel-tracing.mount", "sys-kernel-config.mount"],
  ...["sys-fs-fuse-connections.mount", "systemd-remount-fs.service", "systemd-fsck-root.service"],
  ...["systemd-update-utmp.service", "systemd-update-utmp-runlevel.service", "systemd-random-seed.service"],
  ...["systemd-machine-id-commit.service", "systemd-journal-flush.service", "systemd-journal-catalog-update.service"],
  ...["systemd-hwdb-update.service", "systemd-sysusers.service", "systemd-update-done.service", "ldconfig.service"],
  ...["systemd-firstboot.service", "systemd-ask-password-wall.path", "systemd-ask-password-console.path"],
  ...["getty@tty1.service", "serial-getty@ttyS0.service", "keyboard-setup.service", "console-setup.service"],
];

/** systemd generators that look at each boot for things that this image does not have. */
export const maskedGenerators: readonly string[] = [
  ...["cryptsetup", "debug", "getty", "gpt-auto", "hibernate-resume", "integritysetup", "rc-local", "run"],
  ...["system-update", "sysv", "veritysetup"],
].map((name) => `systemd-${name}-generator`);
