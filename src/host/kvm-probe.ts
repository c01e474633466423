// Finds out whether KVM works by running a guest under it.
//
// That /dev/kvm exists and opens says little, and not even a VM that was created says enough: nested and
// para-virtualised hosts accept a VM and then run its boot loader at a crawl, or not at all. So the probe is a boot
// sector that does what boot loaders do (enter protected mode, loop for a while) and then ends QEMU.

import { constants } from "node:fs";
import { access, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describeThrown } from "../base/errors.ts";
import { thisOwner } from "../base/files/owner.ts";
import { cacheDirectory, runDirectory } from "../base/files/paths.ts";
import { log } from "../base/log.ts";
import { ProcessError, run } from "../base/process/process.ts";
import { describeDuration } from "../base/time/seconds.ts";
import { createRunFolder } from "./run-folder.ts";

/** What a look at KVM found. */
export type KvmProbe =
  | { readonly state: "usable" }
  | {
      readonly state: "absent" | "broken";
      readonly reason: string;
      /** The file that keeps it: without it, the next look is a new one. */
      readonly keptIn?: string;
    };

/** Milliseconds; real KVM needs 200, and so does software emulation. */
const probeLimitMs = 5000;

/** QEMU's device isa-debug-exit ends it with (value << 1) | 1 when the guest writes a value to its port. */
const exitPort = 0xf4;
const exitValue = 0x21;
const successCode = (exitValue << 1) | 1;

/** Milliseconds for which a guest that took too long counts: the host may only have been busy. */
const slowKeptMs = 3_600_000;

/**
 * Tries KVM. What was found is kept until the host reboots or QEMU changes, or for an hour if it was the time limit
 * that ended the probe.
 *
 * @param emulator QEMU's program, as in the domain capabilities
 * @param memory the file that keeps what was found
 * @param device the device that must be open to this user
 */
export async function probeKvm(
  emulator: string,
  memory: string = join(cacheDirectory, "kvm.json"),
  device = "/dev/kvm",
): Promise<KvmProbe> {
  try {
    await access(device, constants.R_OK | constants.W_OK);
  } catch (error) {
    return { state: "absent", reason: describeThrown(error) };
  }
  const { mtimeMs } = await stat(emulator);
  const key = `${thisOwner.boot} ${emulator} ${mtimeMs}`;
  const known = await recall(memory, key);
  if (known !== undefined) return known;
  const { probe, slow } = await tryGuest(emulator, "kvm", runDirectory);
  const kept = await remember(memory, { key, probe, ...(slow && { until: Date.now() + slowKeptMs }) });
  return probe.state === "broken" && kept ? { ...probe, keptIn: memory } : probe;
}

/** Runs the probe's guest under an accelerator; its disk lies in a run folder below `parent`. */
export async function runGuest(
  emulator: string,
  accelerator: "kvm" | "tcg",
  parent: string = runDirectory,
): Promise<KvmProbe> {
  return (await tryGuest(emulator, accelerator, parent)).probe;
}

async function tryGuest(
  emulator: string,
  accelerator: string,
  parent: string,
): Promise<{ readonly probe: KvmProbe; readonly slow: boolean }> {
  await using folder = await createRunFolder("kvm-probe", parent);
  try {
    const disk = join(folder.path, "probe.raw");
    await writeFile(disk, probeDisk());
    await run(emulator, probeArguments(disk, accelerator), { timeout: probeLimitMs });
    return { probe: { state: "broken", reason: "the guest ended without the sign that it ran" }, slow: false };
  } catch (error) {
    const ended = error instanceof ProcessError ? error : undefined;
    if (ended?.exitCode === successCode) return { probe: { state: "usable" }, slow: false };
    return { probe: { state: "broken", reason: reasonOf(error) }, slow: ended?.timedOut === true };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof ProcessError)) return describeThrown(error);
  if (error.timedOut)
    return `a guest that emulation runs in a fraction of a second had not ended after ${describeDuration(probeLimitMs)}`;
  return error.output?.trim().split("\n").at(-1) || error.headline;
}

function probeArguments(disk: string, accelerator: string): string[] {
  return [
    ...["-machine", `q35,accel=${accelerator}`, "-cpu", accelerator === "kvm" ? "host" : "max", "-m", "64"],
    ...["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
    ...["-device", `isa-debug-exit,iobase=${exitPort},iosize=4`],
    ...["-drive", `file=${disk.replaceAll(",", ",,")},format=raw,if=virtio`],
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

/** What the file of probes holds. */
interface Kept {
  readonly key: string;
  readonly probe: KvmProbe;
  /** In milliseconds since 1970; without it, for as long as the key holds. */
  readonly until?: number;
}

async function recall(memory: string, key: string): Promise<KvmProbe | undefined> {
  try {
    const kept: Kept = JSON.parse(await readFile(memory, "utf8"));
    if (kept.key !== key || Date.now() > (kept.until ?? Number.POSITIVE_INFINITY)) return undefined;
    return kept.probe.state === "broken" ? { ...kept.probe, keptIn: memory } : kept.probe;
  } catch {
    return undefined;
  }
}

/** Where nothing can be kept, every run finds out for itself. */
async function remember(memory: string, kept: Kept): Promise<boolean> {
  try {
    await mkdir(dirname(memory), { recursive: true });
    await writeFile(`${memory}.${process.pid}`, JSON.stringify(kept));
    await rename(`${memory}.${process.pid}`, memory);
    return true;
  } catch (error) {
    log.debug("what was found out about KVM could not be kept", { file: memory, reason: describeThrown(error) });
    return false;
  }
}
