// `npm run bench` runs all parts in sequence on this machine; `npm run bench -- recording find` only the named ones.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchCapture } from "./parts/capture.ts";
import { benchColdStart } from "./parts/cold-start.ts";
import { benchFiles } from "./parts/files.ts";
import { benchFind } from "./parts/find.ts";
import { benchFootprint } from "./parts/footprint.ts";
import { benchGrowth } from "./parts/growth.ts";
import { benchInput } from "./parts/input.ts";
import { benchOverhead } from "./parts/overhead.ts";
import { benchReading } from "./parts/read.ts";
import { benchRecording } from "./parts/recording.ts";
import { benchSnapshot } from "./parts/snapshot.ts";
import { benchTeardown } from "./parts/teardown.ts";
import { benchText } from "./parts/text.ts";
import { benchWait } from "./parts/wait.ts";
import { benchWarmStart } from "./parts/warm-start.ts";
import { thisMachine } from "./support/machine.ts";
import { type BenchPart, benchIn } from "./support/part.ts";
import { Report } from "./support/report.ts";
import { runParts } from "./support/run-parts.ts";

/** In running order: parts that need the machine or a VM for themselves come before those that share one. */
const parts: Readonly<Record<string, BenchPart>> = {
  overhead: benchOverhead,
  "cold-start": benchColdStart,
  "warm-start": benchWarmStart,
  teardown: benchTeardown,
  files: benchFiles,
  growth: benchGrowth,
  find: benchFind,
  read: benchReading,
  text: benchText,
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
if (!Number.isInteger(pairs) || pairs < 1)
  throw new Error(`--pairs must be a whole number of at least 1, not ${values.pairs}`);
const unknown = positionals.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) throw new Error(`unknown part ${unknown.join(", ")}: use ${Object.keys(parts).join(", ")}`);
const wanted = Object.fromEntries(
  Object.entries(parts).filter(([name]) => positionals.length === 0 || positionals.includes(name)),
);

const report = new Report();
const machine = await thisMachine();
for (const [name, value] of Object.entries(machine)) console.log(`${name}: ${value}`);
const directory = await mkdtemp(join(tmpdir(), "demotool-bench-"));
try {
  await runParts(wanted, report, benchIn(directory, pairs));
} finally {
  await rm(directory, { recursive: true, force: true });
}
console.log(`\n${report.table()}`);
report.write("bench/results/latest.json", { machine, pairs });
process.exitCode = report.passed ? 0 : 1;
