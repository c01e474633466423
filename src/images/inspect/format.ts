// Names the format of a disk image by its first bytes, for messages.

/** The first bytes of formats that people have images in; QEMU's block/*.c list them. */
const formats: readonly (readonly [name: string, start: string, offset?: number])[] = [
  ["vmdk", "KDMV"],
  ["vmdk", "COWD"],
  ["vmdk", "# Disk Desc"],
  ["vhdx", "vhdxfile"],
  ["vpc", "conectix"],
  ["qed", "QED\0"],
  ["luks", "LUKS\xba\xbe"],
  ["vdi", "\x7f\x10\xda\xbe", 64],
];

const qcow = "QFI\xfb";

/** Returns the name of the format, as QEMU names it; `raw` for everything unknown. */
export function formatOf(start: Buffer): string {
  const text = start.toString("latin1");
  if (text.startsWith(qcow)) return start.length >= 8 && start.readUInt32BE(4) === 1 ? "qcow" : "qcow2";
  return formats.find(([, magic, offset = 0]) => text.startsWith(magic, offset))?.[0] ?? "raw";
}
