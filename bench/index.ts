// `npm run bench`: all parts, one after the other, on this machine; `npm run bench -- recording find` only those named.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchCapture } from "./capture.ts";
import { benchColdStart } from "./cold-start.ts";
import { benchFiles } from "./files.ts";
import { benchFind } from "./find.ts";
import { benchFootprint } from "./footprint.ts";
import { benchGrowth } from "./growth.ts";
import { benchInput } from "./input.ts";
import { thisMachine } from "./machine.ts";
import { benchOverhead } from "./overhead.ts";
import { type BenchPart, benchIn } from "./part.ts";
import { benchReading } from "./read.ts";
import { benchRecording } from "./recording.ts";
import { Report } from "./report.ts";
import { benchSnapshot } from "./snapshot.ts";
import { benchTeardown } from "./teardown.ts";
import { benchWait } from "./wait.ts";
import { benchWarmStart } from "./warm-start.ts";

/** In the order in which they run: those that need the machine, or a VM, for themselves come before those that share one. */
const parts: Readonly<Record<string, BenchPart>> = {
  overhead: benchOverhead,
  "cold-start": benchColdStart,
  "warm-start": benchWarmStart,
  teardown: benchTeardown,
  files: benchFiles,
  growth: benchGrowth,
  find: benchFind,
  read: benchReading,
  footprint: benchFootprint,
  capture: benchCapture,
  wait: benchWait,
  input: benchInput,
  snapshot: benchSnapshot,
  recording: benchRecording,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: "string", default: "5" } },
});
const pairs = Number(values.pairs);
if (!Number.isInteger(pairs) || pairs < 1) throw new Error(`--pairs is a whole number from 1 on, not ${values.pairs}`);
const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) throw new Error(`no part ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}`);

const report = new Report();
const machine = await thisMachine();
for (const [name, value] of Object.entries(machine)) console.log(`${name}: ${value}`);
const directory = await mkdtemp(join(tmpdir(), "demotool-bench-"));
try {
  await using bench = benchIn(directory, pairs);
  for (const [name, run] of Object.entries(parts)) {
    if (positionals.length === 0 || positionals.includes(name)) await run(report, bench);
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
console.log(`\n${report.table()}`);
report.write("bench/results/latest.json", { machine, pairs });
process.exitCode = report.exceeded ? 1 : 0;
