// Snapshots: the time to save and revert the desktop's disk and memory.
import { machineOf } from "../../src/vm/vm.ts";
import type { Bench } from "../support/part.ts";
import type { Report } from "../support/report.ts";

/** Once per pair: a save under the same name, which replaces the previous one, and a revert. */
export async function benchSnapshot(report: Report, bench: Bench): Promise<void> {
  const vm = await bench.desktop();
  const saves: number[] = [];
  const reverts: number[] = [];
  for (let round = 0; round < bench.pairs; round++) {
    const start = performance.now();
    const snapshot = await vm.snapshot("bench");
    const saved = performance.now();
    await vm.revert(snapshot);
    saves.push((saved - start) / 1000);
    reverts.push((performance.now() - saved) / 1000);
  }
  report.add("snapshot, guest's memory", machineOf(vm).description.resources.memory, "MiB");
  report.addRuns("snapshot save", saves, "s");
  report.addRuns("snapshot revert", reverts, "s");
}
