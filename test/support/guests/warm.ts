// Tiny guests that start from saved states in the test's own directory.
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { LogEntry } from "../../../src/base/log.ts";
import { launch } from "../../../src/boot/launch.ts";
import { outputDirectory } from "../../../src/demo/output-directory.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { Vm } from "../../../src/vm/vm.ts";
import { type TinyRequest, tinyRequest } from "./launched.ts";
import { tinyLinuxImage } from "./tiny-guest.ts";

/** A VM and its origin. */
export interface WarmVm extends AsyncDisposable {
  readonly vm: Vm;
  /** The name of the saved state it was started from; undefined if it booted. */
  readonly origin: string | undefined;
  /** The boot id of the saved guest. */
  readonly savedBoot: string | undefined;
  readonly overlay: string;
  /** The domain's UUID. */
  uuid(): Promise<string>;
}

/** Starts a tiny Linux, warm if possible; `place` is a directory for its state, videos and screenshots. */
export async function warmVm(place: string, { name, ...more }: WarmRequest): Promise<WarmVm> {
  const path = more.backingFile ?? (await tinyLinuxImage({ programs: ["/bin/bash"] }));
  const output = outputDirectory(name, join(place, "output"));
  const warm = { name: "tiny-1", path, directory: statesIn(place) };
  const options = { memory: 256, ...more.options };
  const machine = await launch(tinyRequest(output, { name, warm, ...more, backingFile: path, options }));
  return withOrigin(machine, new Vm(machine, output));
}

/** The name, and changes to the defaults. */
export type WarmRequest = Pick<TinyRequest, "name"> & Partial<TinyRequest>;

/** The directory with the states of VMs that were started in a place. */
export function statesIn(place: string): string {
  return join(place, "states");
}

/** The logged warnings and errors, except those about the host: other users, or no KVM. */
export function complaints(log: readonly LogEntry[]): readonly LogEntry[] {
  const ofHost = /\/(wait-notice|acceleration)\.ts:/;
  return log.filter(({ level, source }) => (level === "warn" || level === "error") && !ofHost.test(source));
}

/** The process ids of a domain's QEMU. */
export async function processesOf(domain: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    const line = /^\d+$/.test(entry) ? await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "") : "";
    if (line.includes(`guest=${domain},`)) found.push(Number(entry));
  }
  return found;
}

/** Facts of a guest. `random` is the first random number after the start. */
export async function told({ vm }: WarmVm): Promise<{ boot: string; uuid: string; random: string; files: string }> {
  const script = `head -c 16 /dev/urandom | md5sum
cat /proc/sys/kernel/random/uuid /proc/sys/kernel/random/boot_id
ls /tmp /home/demo | tr '\\n' ' '`;
  const { stdout } = await vm.exec("sh", ["-c", script], { user: "root", reject: false });
  const [random = "", uuid = "", boot = "", files = ""] = stdout.split("\n");
  return { boot, uuid, random, files };
}

/** The smallest measured error of a guest's clock, in seconds. */
export async function clockError({ vm }: Pick<WarmVm, "vm">): Promise<number> {
  const before = Date.now() / 1000;
  const guest = Number((await vm.exec("date", ["+%s"])).stdout);
  const after = Date.now() / 1000;
  return Math.max(0, before - (guest + 1), guest - after);
}

function withOrigin({ origin, domain, description }: Machine, vm: Vm): WarmVm {
  return {
    vm,
    origin: origin && basename(origin.directory),
    savedBoot: origin?.manifest.bootId,
    uuid: async () => /<uuid>(.*)<\/uuid>/.exec(await domain.xml())?.[1] ?? "",
    overlay: description.disk,
    [Symbol.asyncDispose]: () => vm[Symbol.asyncDispose](),
  };
}
