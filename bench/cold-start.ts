// Cold start: from an overlay on the base image to a ready desktop, demotool against plain QEMU.
import { hostAccelerator } from "../src/demo/accelerator.ts";
import { baseImage } from "../src/demo/boot.ts";
import { defaultImage } from "../src/demo/config.ts";
import { startDemo } from "../src/demo/demo.ts";
import { defaultResources, hostResources } from "../src/vm/resources.ts";
import type { Bench } from "./part.ts";
import { bootPlainQemu } from "./plain-qemu.ts";
import { median, type Report } from "./report.ts";

/** What one boot with demotool took, in seconds. */
interface DemotoolBoot {
  /** From the call of `demo.vm()`: image check, slot, sweeps and all. */
  readonly ready: number;
  readonly teardown: number;
}

/** Boots in turn, each first in every other pair, so that whatever else the host does hits both. */
export async function benchColdStart(report: Report, { pairs }: Bench): Promise<void> {
  const name = defaultImage();
  const accelerator = await hostAccelerator();
  const image = await baseImage(name, { accelerator });
  const session = image.recipe?.session?.ready;
  if (session === undefined) throw new Error(`the image ${name} has no session condition to compare by`);
  const resources = defaultResources(await hostResources());
  report.add("image", name);
  report.add("accelerator", accelerator);
  report.add("cpus", resources.cpus);
  report.add("memory", resources.memory, "MiB");

  const qemu: number[] = [];
  const demotool: DemotoolBoot[] = [];
  const boots = [
    async () => void qemu.push(await bootPlainQemu({ backingFile: image.path, accelerator, resources, session })),
    async () => void demotool.push(await bootDemotool(name)),
  ];
  for (let pair = 0; pair < pairs; pair++) {
    for (const boot of pair % 2 === 0 ? boots : boots.toReversed()) await boot();
  }
  const ready = demotool.map((boot) => boot.ready);
  report.addRuns("cold start, plain QEMU", qemu, "s");
  report.addRuns("cold start, demotool", ready, "s");
  report.limit("cold start, demotool / plain QEMU", median(ready) / median(qemu), 1.1);
  const teardowns = demotool.map((boot) => boot.teardown);
  report.addRuns("teardown", teardowns, "s");
}

async function bootDemotool(image: string): Promise<DemotoolBoot> {
  await using demo = await startDemo("bench cold start");
  const start = performance.now();
  const vm = await demo.vm(image);
  const ready = performance.now();
  await vm[Symbol.asyncDispose]();
  return { ready: (ready - start) / 1000, teardown: (performance.now() - ready) / 1000 };
}
