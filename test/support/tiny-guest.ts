// Tiny guests for tests: disk images that are made in seconds and boot in seconds.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../src/base/process.ts";
import { type BootSector, bootSectorBytes } from "./boot-sector.ts";
import { cachedFile } from "./image-cache.ts";

/** A qcow2 image of 1 MiB that holds nothing but a boot sector; it has drawn within a second of the start. */
export async function bootSectorImage(options: BootSector = {}): Promise<string> {
  const sector = bootSectorBytes(options);
  return cachedFile("boot-sector.qcow2", ["1", sector], async (path, work) => {
    const raw = join(work, "disk.raw");
    const disk = Buffer.alloc(1 << 20);
    sector.copy(disk);
    await writeFile(raw, disk);
    await run("qemu-img", ["convert", "-f", "raw", "-O", "qcow2", raw, path], { timeout: 60 });
  });
}
