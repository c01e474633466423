// What a ready VM uses of the host: memory and disk.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { runDirectory } from "../../src/base/files/paths.ts";
import { memoryOf, qemuOf } from "../support/host-process.ts";
import { type Bench, plainRequest } from "../support/part.ts";
import type { Report } from "../support/report.ts";

const mebibyte = 2 ** 20;

/** Measures the shared desktop before any use. */
export async function benchFootprint(report: Report, bench: Bench): Promise<void> {
  const { backingFile, resources } = await plainRequest();
  const before = process.memoryUsage.rss();
  const vm = await bench.desktop();
  report.add("VM, memory as the guest sees it", resources.memory, "MiB");
  report.add("VM, memory that QEMU holds", memoryOf(qemuOf(vm.name)), "MiB");
  report.add("VM, memory more in the test process", (process.memoryUsage.rss() - before) / mebibyte, "MiB");
  report.add("VM, disk", (await diskOf(vm.name)) / mebibyte, "MiB");
  report.add("base image, disk", ((await stat(backingFile)).blocks * blockSize) / mebibyte, "MiB");
}

/** The unit of stat(2) on every file system. */
const blockSize = 512;

/** Disk space in bytes of a VM's run folder, without its link to the base image. */
export async function diskOf(domain: string): Promise<number> {
  const folders = (await readdir(runDirectory)).filter((name) => name.startsWith(`${domain}~`));
  let blocks = 0;
  for (const folder of folders) {
    for (const name of await readdir(join(runDirectory, folder))) {
      const file = await stat(join(runDirectory, folder, name));
      if (file.nlink === 1) blocks += file.blocks;
    }
  }
  return blocks * blockSize;
}
