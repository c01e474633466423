// Finds out whether KVM works by running a guest under it.
//
// That /dev/kvm exists and opens says little, and not even a VM that was created says enough: nested and
// para-virtualised hosts accept a VM and then run its boot loader at a crawl, or not at all. So the probe is a boot
// sector that does what boot loaders do (enter protected mode, loop for a while) and then ends QEMU.
import { constants } from "node:fs";
import { access, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeThrown } from "../base/errors.ts";
import { thisOwner } from "../base/owner.ts";
import { cacheDirectory } from "../base/paths.ts";
import { ProcessError, run } from "../base/process.ts";

/** What a look at KVM found. */
export type KvmProbe = { readonly state: "usable" } | { readonly state: "absent" | "broken"; readonly reason: string };

/** Seconds; real KVM needs 0.2, and so does software emulation. */
const probeLimit = 5;

/** QEMU's device isa-debug-exit ends it with (value << 1) | 1 when the guest writes a value to its port. */
const exitPort = 0xf4;
const exitValue = 0x21;
const successCode = (exitValue << 1) | 1;

/**
 * Tries KVM. What was found is kept until the host reboots or QEMU changes, because a KVM that crawls takes the whole
 * time limit to tell.
 *
 * @param emulator QEMU's program, as in the domain capabilities
 */
export async function probeKvm(emulator: string, memory: string = join(cacheDirectory, "kvm.json")): Promise<KvmProbe> {
  try {
    await access("/dev/kvm", constants.R_OK | constants.W_OK);
  } catch (error) {
    return { state: "absent", reason: describeThrown(error) };
  }
  const { mtimeMs } = await stat(emulator);
  const key = `${thisOwner.boot} ${emulator} ${mtimeMs}`;
  const known = await recall(memory, key);
  if (known !== undefined) return known;
  const probe = await runGuest(emulator, "kvm");
  await remember(memory, key, probe);
  return probe;
}

/** Runs the probe's guest under an accelerator. */
export async function runGuest(emulator: string, accelerator: "kvm" | "tcg"): Promise<KvmProbe> {
  const directory = await mkdtemp(join(tmpdir(), "demotool-kvm-"));
  try {
    const disk = join(directory, "probe.raw");
    await writeFile(disk, probeDisk());
    await run(emulator, probeArguments(disk, accelerator), { timeout: probeLimit });
    return { state: "broken", reason: "the guest ended without the sign that it ran" };
  } catch (error) {
    if (error instanceof ProcessError && error.exitCode === successCode) return { state: "usable" };
    return { state: "broken", reason: reasonOf(error) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof ProcessError)) return describeThrown(error);
  if (error.timedOut)
    return `a guest that emulation runs in a fraction of a second had not ended after ${probeLimit} s`;
  return error.output?.trim().split("\n").at(-1) || error.headline;
}

function probeArguments(disk: string, accelerator: string): string[] {
  return [
    ...["-machine", `q35,accel=${accelerator}`, "-cpu", accelerator === "kvm" ? "host" : "max", "-m", "64"],
    ...["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
    ...["-device", `isa-debug-exit,iobase=${exitPort},iosize=4`],
    ...["-drive", `file=${disk},format=raw,if=virtio`],
  ];
}

/** A disk of 1 MiB (the BIOS does not boot from less) with the probe as its boot sector. */
function probeDisk(): Buffer {
  const disk = Buffer.alloc(1 << 20);
  bootSector.copy(disk);
  disk.set([0x55, 0xaa], 510);
  return disk;
}

/** x86 machine code, loaded by the BIOS to 0x7c00 in real mode. */
const bootSector = Buffer.from(
  [
    "fa 31c0 8ed8", // cli; ds = 0
    "660f0116587c", // lgdt [0x7c58]
    "0f20c0 0c01 0f22c0", // cr0 |= 1: protected mode
    "66ea1b7c00000800", // jmp 8:0x7c1b, 32 bits from here
    "66b81000 8ed8 8ed0 bc00700000", // ds = ss = 16; esp = 0x7000
    "b980f0fa02 49 75fd", // ecx = 50,000,000; count it down
    "b821000000 66baf400 ef", // out 0xf4, 0x21: ends QEMU
    "f4 ebfd", // should it not end: hlt, for ever
    "8d7600", // padding
    "0000000000000000 ffff0000009bcf00 ffff00000093cf00", // GDT: null, flat code, flat data
    "1700 407c0000", // the GDT's size and address
  ]
    .join("")
    .replaceAll(" ", ""),
  "hex",
);

async function recall(memory: string, key: string): Promise<KvmProbe | undefined> {
  try {
    const kept: { readonly key: string; readonly probe: KvmProbe } = JSON.parse(await readFile(memory, "utf8"));
    return kept.key === key ? kept.probe : undefined;
  } catch {
    return undefined;
  }
}

async function remember(memory: string, key: string, probe: KvmProbe): Promise<void> {
  await mkdir(join(memory, ".."), { recursive: true });
  await writeFile(`${memory}.${process.pid}`, JSON.stringify({ key, probe }));
  await rename(`${memory}.${process.pid}`, memory);
}
