// The shell commands by which mmdebstrap's hooks turn a root directory into a disk that boots (mmdebstrap(1), HOOKS).
import type { GuestFile } from "../recipe-type.ts";
import { maskedGenerators, maskedUnits, rootUuid } from "./boot-files.ts";

const sector = 512;
/** Sectors: room for the boot loader, and the usual alignment. */
const partitionStart = 2048;
/** GiB; the file is sparse. Final, so that virt-builder has nothing to resize, which takes a minute and a half. */
const diskSize = 10;

/** The size of the template's disk in bytes. */
export const diskBytes = diskSize * 2 ** 30;

/** The hooks' scripts; each is given the root directory as its only argument. */
export function hookScripts(system: readonly GuestFile[], early: readonly GuestFile[]): HookScripts {
  const script = (...parts: readonly string[]): string => ["set -e", ...parts, ""].join("\n");
  return {
    essential: script(writeFiles(early)),
    customize: script(writeFiles(system), maskUnits(), forgetBuild, makeDisk()),
  };
}

/** A shell script per hook. */
export interface HookScripts {
  /** Before any package beyond the essential ones is installed. */
  readonly essential: string;
  /** When all are. */
  readonly customize: string;
}

/** Writes files below the root directory `$1`, owned by root. */
function writeFiles(files: readonly GuestFile[]): string {
  return files
    .map(({ path, content, mode = 0o644 }) => {
      const data = Buffer.from(content).toString("base64");
      // Some packages put a link in a file's place, such as /etc/resolv.conf.
      return `rm -f "$1${path}"; echo ${data} | base64 -d | install -D -m ${mode.toString(8)} /dev/stdin "$1${path}"`;
    })
    .join("\n");
}

/** Puts units and generators out of use: a link to /dev/null masks both (systemctl(1), systemd.generator(7)). */
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

/** Takes out what the build alone needed: mmdebstrap's options for apt and dpkg, and the packages' files. */
const forgetBuild = `rm -f "$1"/etc/apt/apt.conf.d/*mmdebstrap "$1"/etc/dpkg/dpkg.cfg.d/*mmdebstrap
rm -rf "$1"/var/cache/apt/*.bin "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/* "$1"/var/log/*.log "$1"/tmp/*`;

/**
 * Makes the disk from the root directory, on the file that is open as descriptor 3: no appliance has to be started for
 * it, no device mounted, and it works in the namespace of an ordinary user, who cannot enter the file's directory there.
 */
function makeDisk(): string {
  const kibibytes = (diskBytes - partitionStart * sector) / 1024;
  return [
    'chroot "$1" grub-mkimage -O i386-pc -p "(hd0,msdos1)/boot/grub" -o /boot/grub/core.img ' +
      "biosdisk part_msdos ext2 linux16 normal boot",
    // A bind mount shows the directory without what mmdebstrap mounted below it: /proc, /sys, /dev.
    'mount --bind "$1" "$1/mnt"',
    "status=0",
    // No journal: a disk layer that lives for one demo is never recovered.
    `mke2fs -q -t ext4 -O ^has_journal -L demotool -U ${rootUuid} -d "$1/mnt" ` +
      `-E offset=${partitionStart * sector},nodiscard /proc/self/fd/3 ${kibibytes}k || status=$?`,
    'umount "$1/mnt"',
    "[ $status = 0 ]",
    // GRUB's boot sector looks for the rest in the next sectors by itself, and that for its settings at the prefix.
    'dd if="$1/usr/lib/grub/i386-pc/boot.img" of=/proc/self/fd/3 bs=440 count=1 conv=notrunc status=none',
    `dd if="$1/boot/grub/core.img" of=/proc/self/fd/3 bs=${sector} seek=1 conv=notrunc status=none`,
    `printf '${octal(partitionTable())}' | dd of=/proc/self/fd/3 bs=1 seek=446 conv=notrunc status=none`,
  ].join("\n");
}

/** A master boot record's table: one active Linux partition, three empty ones, the signature. */
function partitionTable(): Buffer {
  const table = Buffer.alloc(66);
  table.set([0x80, 0xfe, 0xff, 0xff, 0x83, 0xfe, 0xff, 0xff]);
  table.writeUInt32LE(partitionStart, 8);
  table.writeUInt32LE(diskBytes / sector - partitionStart, 12);
  table.set([0x55, 0xaa], 64);
  return table;
}

function octal(bytes: Buffer): string {
  return [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
}
