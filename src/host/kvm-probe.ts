// Checks whether KVM works by running a guest under it.
//
// Opening /dev/kvm, or even creating a VM, does not prove that KVM works: some nested and paravirtualised hosts accept
// a VM and then run its boot loader extremely slowly, or not at all. So the probe is a boot sector that does what boot
// loaders do (enters protected mode, loops for a while) and then ends QEMU.
import { constants } from "node:fs";
import { access, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describeThrown } from "../base/errors.ts";
import { cacheDirectory, runDirectory } from "../base/files/paths.ts";
import { writeWholeFile } from "../base/files/whole-file.ts";
import { log } from "../base/log.ts";
import { ProcessError, run } from "../base/process/process.ts";
import { bootId } from "../base/process/program-id.ts";
import { describeDuration } from "../base/time/seconds.ts";
import { createRunFolder } from "./run-folder.ts";

/** The result of a probe. */
export type KvmProbe =
  | { readonly state: "usable" }
  | {
      readonly state: "absent" | "broken";
      readonly reason: string;
      /** The file that the result was cached in. Removing it causes a new probe. */
      readonly keptIn?: string;
    };

/** Milliseconds; real KVM needs 200, and so does software emulation. */
const probeLimitMs = 5000;

/** QEMU's device isa-debug-exit: when the guest writes a value to its port, QEMU exits with (value << 1) | 1. */
const exitPort = 0xf4;
const exitValue = 0x21;
const successCode = (exitValue << 1) | 1;

/** Milliseconds for which a guest that took too long counts: the host may only have been busy. */
const slowKeptMs = 3_600_000;

/**
 * Probes KVM. The result is cached until the host reboots or QEMU changes, or for an hour if the probe exceeded its
 * time limit.
 *
 * @param emulator the path of QEMU, from the domain capabilities
 * @param cacheFile the file that caches the result
 * @param device the device that this user must be able to open
 */
export async function probeKvm(
  emulator: string,
  cacheFile: string = join(cacheDirectory, "kvm.json"),
  device = "/dev/kvm",
): Promise<KvmProbe> {
  try {
    await access(device, constants.R_OK | constants.W_OK);
  } catch (error) {
    return { state: "absent", reason: describeThrown(error) };
  }
  const { mtimeMs } = await stat(emulator);
  const key = `${bootId()} ${emulator} ${mtimeMs}`;
  const cached = await readCached(cacheFile, key);
  if (cached !== undefined) return cached;
  const { probe, slow } = await tryGuest(emulator, "kvm", runDirectory);
  const kept = await writeCached(cacheFile, { key, probe, ...(slow && { until: Date.now() + slowKeptMs }) });
  return probe.state === "broken" && kept ? { ...probe, keptIn: cacheFile } : probe;
}

/** Runs the probe's guest under an accelerator. Its disk is in a run folder below `parent`. */
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
    return { probe: { state: "broken", reason: "the guest ended without reporting success" }, slow: false };
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

/** Returns a disk with the probe as its boot sector. The BIOS does not boot from less than 1 MiB. */
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
    "f4 ebfd", // if QEMU does not end: hlt in a loop
    "8d7600", // padding
    "0000000000000000 ffff0000009bcf00 ffff00000093cf00", // GDT: null, flat code, flat data
    "1700 407c0000", // the GDT's size and address
  ]
    .join("")
    .replaceAll(" ", ""),
  "hex",
);

/** The content of the cache file. */
interface CachedProbe {
  readonly key: string;
  readonly probe: KvmProbe;
  /** In milliseconds since 1970. Default: while the key is the same. */
  readonly until?: number;
}

async function readCached(cacheFile: string, key: string): Promise<KvmProbe | undefined> {
  try {
    const cached: CachedProbe = JSON.parse(await readFile(cacheFile, "utf8"));
    if (cached.key !== key || Date.now() > (cached.until ?? Number.POSITIVE_INFINITY)) return undefined;
    return cached.probe.state === "broken" ? { ...cached.probe, keptIn: cacheFile } : cached.probe;
  } catch {
    return undefined;
  }
}

/** Returns false if the file cannot be written: then every run probes KVM again. */
async function writeCached(cacheFile: string, cached: CachedProbe): Promise<boolean> {
  try {
    await mkdir(dirname(cacheFile), { recursive: true });
    await writeWholeFile(cacheFile, JSON.stringify(cached));
    return true;
  } catch (error) {
    log.debug("could not cache the result of the KVM probe", { file: cacheFile, reason: describeThrown(error) });
    return false;
  }
}
