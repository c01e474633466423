// Cold start: from an overlay on the base image to a ready desktop, demotool against plain QEMU.
import { type Bench, plainRequest } from "./part.ts";
import { type PlainRequest, startPlainQemu } from "./plain-qemu.ts";
import { median, type Report } from "./report.ts";
import { timedStart } from "./timed-start.ts";

/** How many times plain QEMU's time a start may take. */
const limit = 1.05;

/** Boots in turn, each first in every other pair, so that whatever else the host does hits both. */
export async function benchColdStart(report: Report, { pairs }: Bench): Promise<void> {
  const request = await plainRequest();
  report.add("cpus", request.resources.cpus);
  report.add("memory", request.resources.memory, "MiB");
  const qemu: number[] = [];
  const demotool: number[] = [];
  const boots = [
    async () => void qemu.push(await bootPlainQemu(request)),
    async () => void demotool.push((await timedStart({ warm: false })).ready),
  ];
  for (let pair = 0; pair < pairs; pair++) {
    for (const boot of pair % 2 === 0 ? boots : boots.toReversed()) await boot();
  }
  report.addRuns("cold start, plain QEMU", qemu, "s");
  report.addRuns("cold start, demotool", demotool, "s");
  report.addRuns(
    "cold start, demotool / plain QEMU, pair by pair",
    demotool.map((time, pair) => time / (qemu[pair] ?? Number.NaN)),
    "",
  );
  report.limit("cold start, demotool / plain QEMU", median(demotool) / median(qemu), limit);
}

async function bootPlainQemu(request: PlainRequest): Promise<number> {
  await using qemu = await startPlainQemu(request);
  await qemu.ready();
  return qemu.elapsed();
}
