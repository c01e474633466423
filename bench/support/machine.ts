// The machine that a benchmark runs on.
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { readEnvironment } from "../../src/base/environment.ts";
import { hostAccelerator } from "../../src/demo/accelerator.ts";
import { connect } from "../../src/libvirt/connection.ts";

/** Facts of the machine, each a line of text or a number. */
export type Machine = Readonly<Record<string, string | number>>;

/** Above this load the machine is not quiet: others use half a CPU. */
const quietLoad = 0.5;

/** Describes this machine before the first measurement. */
export async function thisMachine(): Promise<Machine> {
  await using connection = await connect(readEnvironment().libvirtUri);
  const versions = await connection.versions();
  const [load = 0] = loadavg();
  return {
    date: new Date().toISOString(),
    CPU: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    "memory, GiB": Math.round(totalmem() / 2 ** 30),
    system: prettyName(readFileSync("/etc/os-release", "utf8")),
    kernel: release(),
    Node: process.versions.node,
    QEMU: dotted(versions.hypervisor),
    libvirt: dotted(versions.libvirt),
    accelerator: await hostAccelerator(),
    "load before the start": `${Math.round(load * 100) / 100}${load > quietLoad ? ": not a quiet machine" : ""}`,
  };
}

/** A system's name in os-release(5). */
export function prettyName(osRelease: string): string {
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(osRelease)?.[1] ?? "unknown";
}

/** libvirt's version numbers: 1,000,000 * major + 1000 * minor + release. */
export function dotted(version: number): string {
  return [version / 1_000_000, (version / 1000) % 1000, version % 1000].map(Math.floor).join(".");
}
