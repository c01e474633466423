// Tiny guests for tests: disk images that are made in seconds and boot in seconds.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../../src/base/process/process.ts";
import { type BootSector, bootSectorBytes } from "./boot-sector.ts";
import { hostKernel } from "./host-files.ts";
import { cachedFile } from "./image-cache.ts";
import { type TinyLinux, tinyInitramfs } from "./tiny-linux.ts";

/** A qcow2 image of 1 MiB with only a boot sector; it draws within a second of the start. */
export async function bootSectorImage(options: BootSector = {}): Promise<string> {
  const sector = bootSectorBytes(options);
  return cachedFile("boot-sector.qcow2", ["1", sector], async (path, work) => {
    const raw = join(work, "disk.raw");
    const disk = Buffer.alloc(1 << 20);
    sector.copy(disk);
    await writeFile(raw, disk);
    await convert(raw, path);
  });
}

/**
 * A qcow2 image of 64 MiB with a Linux that lives in memory: console on screen and serial port, guest agent, user
 * `demo` (1000), BusyBox, user-mode network. Needs busybox-static, syslinux and mtools on the host, and a kernel.
 */
export async function tinyLinuxImage(options: TinyLinux = {}): Promise<string> {
  const kernel = await hostKernel();
  const source = await Promise.all(["tiny-guest.ts", "tiny-linux.ts", "cpio.ts"].map(sourceOf));
  return cachedFile("tiny-linux.qcow2", [kernel.version, JSON.stringify(options), ...source], async (path, work) => {
    const raw = join(work, "disk.raw");
    const file = (name: string): string => join(work, name);
    await writeFile(file("initrd.img"), await tinyInitramfs(kernel, options));
    await writeFile(file("syslinux.cfg"), bootConfiguration);
    await run("mformat", ["-C", "-i", raw, "-T", "131072", "-h", "64", "-s", "32", "::"], { timeout: 60_000 });
    await run("mcopy", ["-i", raw, kernel.path, "::vmlinuz"], { timeout: 60_000 });
    await run("mcopy", ["-i", raw, file("initrd.img"), file("syslinux.cfg"), "::"], { timeout: 60_000 });
    await run("syslinux", ["--install", raw], { timeout: 60_000 });
    await convert(raw, path);
  });
}

const bootConfiguration = `DEFAULT tiny
PROMPT 0
LABEL tiny
KERNEL vmlinuz
INITRD initrd.img
APPEND ${[
  "console=tty0 console=ttyS0 quiet",
  // A blinking cursor would keep the screen changing.
  "vt.global_cursor_default=0",
  "mitigations=off nokaslr edd=off random.trust_cpu=on panic=-1",
].join(" ")}
`;

async function convert(raw: string, path: string): Promise<void> {
  await run("qemu-img", ["convert", "-f", "raw", "-O", "qcow2", raw, path], { timeout: 60_000 });
}

async function sourceOf(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), "utf8");
}
