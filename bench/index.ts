// `npm run bench`: all comparisons, one after the other, on this machine.
import { parseArgs } from "node:util";
import { benchColdStart } from "./cold-start.ts";
import { Report } from "./report.ts";

const { values } = parseArgs({ options: { pairs: { type: "string", default: "5" } } });
const report = new Report();
await benchColdStart(report, Number(values.pairs));
report.write("bench/results/latest.json");
