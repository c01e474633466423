// The shell commands with which mmdebstrap's hooks turn a root directory into a bootable disk (mmdebstrap(1), HOOKS).
import type { GuestFile } from "../recipe-type.ts";
import { maskedGenerators, maskedUnits, rootUuid } from "./boot-files.ts";

const sectorBytes = 512;
/** Leaves space for the boot loader; also the usual alignment. */
const partitionStartSectors = 2048;
/** The file is sparse. This is the final size, so that virt-builder does not resize it, which takes 90 seconds. */
const diskGibibytes = 10;

/** The size of the template's disk in bytes. */
export const diskBytes = diskGibibytes * 2 ** 30;

/** Returns the hooks' scripts; each takes the root directory as its only argument. */
export function hookScripts(system: readonly GuestFile[], early: readonly GuestFile[]): HookScripts {
  const script = (...parts: readonly string[]): string => ["set -e", ...parts, ""].join("\n");
  return {
    essential: script(writeFiles(early)),
    customize: script(writeFiles(system), maskUnits(), forgetBuild, makeDisk()),
  };
}

/** The shell script of each hook. */
export interface HookScripts {
  /** Runs before any non-essential package is installed. */
  readonly essential: string;
  /** Runs when all packages are installed. */
  readonly customize: string;
}

/** Writes files below the root directory `$1`, owned by root. */
function writeFiles(files: readonly GuestFile[]): string {
  return files
    .map(({ path, content, mode = 0o644 }) => {
      const data = Buffer.from(content).toString("base64");
      // Some packages install a link at a file's path, such as /etc/resolv.conf.
      return `rm -f "$1${path}"; echo ${data} | base64 -d | install -D -m ${mode.toString(8)} /dev/stdin "$1${path}"`;
    })
    .join("\n");
}

/** Masks units and generators with a link to /dev/null (systemctl(1), systemd.generator(7)). */
function maskUnits(): string {
  const names = [
    ...maskedUnits.map((unit) => `system/${unit}`),
    ...maskedGenerators.map((generator) => `system-generators/${generator}`),
  ];
  return [
    'mkdir -p "$1/etc/systemd/system" "$1/etc/systemd/system-generators"',
    ...names.map((name) => `ln -sfn /dev/null "$1/etc/systemd/${name}"`),
    'chroot "$1" systemctl --quiet enable demotool-network.service',
  ].join("\n");
}

/** Removes files that only the build needed: mmdebstrap's options for apt and dpkg, and downloaded packages. */
const forgetBuild = `rm -f "$1"/etc/apt/apt.conf.d/*mmdebstrap "$1"/etc/dpkg/dpkg.cfg.d/*mmdebstrap
rm -rf "$1"/var/cache/apt/*.bin "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/* "$1"/var/log/*.log "$1"/tmp/*`;

/**
 * Writes the disk from the root directory to the file that is open as descriptor 3. This needs neither an appliance nor
 * a mounted device, and works in a user namespace, which cannot access the file's directory.
 */
function makeDisk(): string {
  const kibibytes = (diskBytes - partitionStartSectors * sectorBytes) / 1024;
  return [
    'chroot "$1" grub-mkimage -O i386-pc -p "(hd0,msdos1)/boot/grub" -o /boot/grub/core.img ' +
      "biosdisk part_msdos ext2 linux16 normal boot",
    // A bind mount excludes what mmdebstrap mounted below the directory: /proc, /sys, /dev.
    'mount --bind "$1" "$1/mnt"',
    "status=0",
    // No journal: an overlay that exists for one demo is never recovered.
    `mke2fs -q -t ext4 -O ^has_journal -L demotool -U ${rootUuid} -d "$1/mnt" ` +
      `-E offset=${partitionStartSectors * sectorBytes},nodiscard /proc/self/fd/3 ${kibibytes}k || status=$?`,
    'umount "$1/mnt"',
    "[ $status = 0 ]",
    // GRUB's boot sector loads core.img from the next sectors; core.img reads its settings from the prefix.
    'dd if="$1/usr/lib/grub/i386-pc/boot.img" of=/proc/self/fd/3 bs=440 count=1 conv=notrunc status=none',
    `dd if="$1/boot/grub/core.img" of=/proc/self/fd/3 bs=${sectorBytes} seek=1 conv=notrunc status=none`,
    `printf '${octal(partitionTable())}' | dd of=/proc/self/fd/3 bs=1 seek=446 conv=notrunc status=none`,
  ].join("\n");
}

/** Returns the partition table of a master boot record: one active Linux partition, three empty ones, the signature. */
function partitionTable(): Buffer {
  const table = Buffer.alloc(66);
  table.set([0x80, 0xfe, 0xff, 0xff, 0x83, 0xfe, 0xff, 0xff]);
  table.writeUInt32LE(partitionStartSectors, 8);
  table.writeUInt32LE(diskBytes / sectorBytes - partitionStartSectors, 12);
  table.set([0x55, 0xaa], 64);
  return table;
}

function octal(bytes: Buffer): string {
  return [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
