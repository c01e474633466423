// Cold start: from an overlay on the base image to a ready desktop, demotool against plain QEMU.
import { type Bench, plainRequest } from "../support/part.ts";
import { type PlainRequest, startPlainQemu } from "../support/plain-qemu.ts";
import type { Report } from "../support/report.ts";
import { timedStart } from "../support/timed-start.ts";
import { takeTurns } from "../support/turns.ts";

/** Highest ratio of demotool's cold start to plain QEMU's. */
const highestRatio = 1.05;

/** Boots demotool's VM and plain QEMU's in turn. */
export async function benchColdStart(report: Report, { pairs }: Bench): Promise<void> {
  const request = await plainRequest();
  report.add("cpus", request.resources.cpus);
  report.add("memory", request.resources.memory, "MiB");
  const [qemu = [], demotool = []] = await takeTurns(report, "cold start", pairs, [
    { name: "plain QEMU", run: () => bootPlainQemu(request) },
    { name: "demotool", run: async () => (await timedStart({ warm: false })).ready },
  ]);
  report.addRuns("cold start, plain QEMU", qemu, "s");
  report.addRuns("cold start, demotool", demotool, "s");
  report.addRuns(
    "cold start, demotool / plain QEMU, pair by pair",
    qemu.length > 0 ? demotool.map((time, pair) => time / (qemu[pair] ?? Number.NaN)) : [],
    "",
  );
  report.ratio("cold start, demotool / plain QEMU", demotool, qemu, highestRatio);
}

async function bootPlainQemu(request: PlainRequest): Promise<number> {
  await using qemu = await startPlainQemu(request);
  await qemu.ready();
  return qemu.elapsed();
}
