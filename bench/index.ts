// `npm run bench`: all comparisons, one after the other, on this machine.
import { parseArgs } from "node:util";
import { benchColdStart } from "./cold-start.ts";
import { Report } from "./report.ts";

const { values } = parseArgs({ options: { pairs: { type: "string", default: "5" } } });
const pairs = Number(values.pairs);
if (!Number.isInteger(pairs) || pairs < 1) throw new Error(`--pairs is a whole number from 1 on, not ${values.pairs}`);

const report = new Report();
await benchColdStart(report, pairs);
report.write("bench/results/latest.json");
process.exitCode = report.exceeded ? 1 : 0;
