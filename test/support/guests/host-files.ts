// The host's programs, libraries and kernel modules, as files of a tiny guest.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../../src/base/process/process.ts";
import { type CpioEntry, fileMode, programMode } from "./cpio.ts";

/** A kernel of the host. */
export interface HostKernel {
  readonly version: string;
  /** The compressed kernel in /boot. */
  readonly path: string;
}

/** The host's newest kernel with both an image and modules (Debian's package linux-image-amd64). */
export async function hostKernel(): Promise<HostKernel> {
  const versions = (await readdir("/lib/modules").catch(() => []))
    .filter((version) => existsSync(`/boot/vmlinuz-${version}`))
    .sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  const version = versions.at(-1);
  if (version === undefined) throw new Error("no kernel in /boot: install the package linux-image-amd64");
  return { version, path: `/boot/vmlinuz-${version}` };
}

/** The modules and their dependencies in loading order, without built-in ones. */
export async function moduleFiles(kernel: HostKernel, names: readonly string[]): Promise<string[]> {
  const root = `/lib/modules/${kernel.version}`;
  const needs = new Map<string, string[]>();
  for (const line of (await readFile(join(root, "modules.dep"), "utf8")).trim().split("\n")) {
    const [path = "", dependencies = ""] = line.split(":");
    needs.set(path, dependencies.split(" ").filter(Boolean));
  }
  const order = new Set<string>();
  const add = (path: string): void => {
    for (const dependency of needs.get(path) ?? []) add(dependency);
    order.add(path);
  };
  for (const name of names) {
    const path = [...needs.keys()].find((candidate) => candidate.endsWith(`/${name}.ko`));
    if (path !== undefined) add(path);
  }
  return [...order].map((path) => join(root, path));
}

/** The programs or libraries with all their shared libraries, at their paths on the host. */
export async function withLibraries(binaries: Readonly<Record<string, string>>): Promise<CpioEntry[]> {
  const entries: CpioEntry[] = [];
  for (const [path, source] of Object.entries(binaries)) {
    entries.push({ path: path.slice(1), mode: programMode, content: await readFile(source) });
    for (const library of await linkedLibraries(source)) {
      entries.push({ path: library.slice(1), mode: programMode, content: await readFile(library) });
    }
  }
  return entries;
}

async function linkedLibraries(path: string): Promise<string[]> {
  const { stdout } = await run("ldd", [path], { timeout: 20_000 });
  return [...stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map((match) => match[1] ?? "");
}

/** The file as an archive entry with the same path, by default not executable. */
export async function copyOf(path: string, mode: number = fileMode): Promise<CpioEntry> {
  return { path: path.slice(1), mode, content: await readFile(path) };
}
