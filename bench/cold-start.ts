// Cold start: from an overlay on the base image to a ready desktop, demotool against plain QEMU.

import { hostAccelerator } from "../src/demo/accelerator.ts";
import { baseImage } from "../src/demo/boot.ts";
import { defaultImage } from "../src/demo/config.ts";
import { startDemo } from "../src/demo/demo.ts";
import { defaultResources, hostResources } from "../src/vm/resources.ts";
import { bootPlainQemu } from "./plain-qemu.ts";
import { median, type Report } from "./report.ts";

/** Boots in turn, so that whatever else the host does hits both. */
export async function benchColdStart(report: Report, pairs: number): Promise<void> {
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

  const times: Record<"demotool" | "qemu" | "teardown", number[]> = { demotool: [], qemu: [], teardown: [] };
  for (let pair = 0; pair < pairs; pair++) {
    times.qemu.push(await bootPlainQemu({ backingFile: image.path, accelerator, resources, session }));
    const { ready, teardown } = await bootDemotool(name);
    times.demotool.push(ready);
    times.teardown.push(teardown);
  }
  report.addRuns("cold start, plain QEMU", times.qemu, "s");
  report.addRuns("cold start, demotool", times.demotool, "s");
  report.add("cold start, demotool / plain QEMU", median(times.demotool) / median(times.qemu));
  report.addRuns("teardown", times.teardown, "s");
}

async function bootDemotool(image: string): Promise<{ ready: number; teardown: number }> {
  await using demo = await startDemo("bench cold start");
  const start = performance.now();
  const vm = await demo.vm(image);
  const ready = performance.now();
  await vm[Symbol.asyncDispose]();
  return { ready: (ready - start) / 1000, teardown: (performance.now() - ready) / 1000 };
}
