// `npm run campaign -- --rounds N --seed S` hits real runs with random faults; `--from R` plays rounds again.
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { playCampaign } from "./campaign.ts";
import { type Recorded, Results, replayLine, tableOf } from "./support/results.ts";

const directory = "campaign/results";

/** Milliseconds in which several signals are one interrupt. */
const sameInterruptMs = 2000;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    from: { type: "string" },
    jobs: { type: "string", default: "2" },
    only: { type: "string" },
  },
});

const seed = whole("seed", values.seed, 0);
const count = whole("rounds", values.rounds, 1);
const from = values.from === undefined ? undefined : whole("from", values.from, 1);
const numbers = Array.from({ length: count }, (_, index) => (from ?? 1) + index);
const results = new Results(`${directory}/rounds.jsonl`);
// Without --from, a campaign that was interrupted continues.
const rounds = numbers.filter((round) => from !== undefined || !results.has(seed, round));

const interrupted = new AbortController();
let interruptedAt = Number.POSITIVE_INFINITY;
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, interrupt);

const played: Recorded[] = [];
await playCampaign({
  seed,
  rounds,
  jobs: whole("jobs", values.jobs, 1),
  only: values.only,
  signal: interrupted.signal,
  onRound: (recorded, output) => {
    played.push(recorded);
    if (values.only === undefined) results.add(recorded);
    const { round, kind, fault, missed, failures, durationMs } = recorded;
    const outcome = failures.length > 0 ? "FAILED" : recorded.hit ? "passed" : "missed";
    const again = missed > 0 ? `, missed ${missed}` : "";
    console.log(`${outcome} round ${round}: ${kind} (${(durationMs / 1000).toFixed(1)} s${again}): ${fault}`);
    if (failures.length === 0) return;
    for (const failure of failures) console.log(`  ${failure}`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(`${directory}/${seed}-${round}.txt`, output);
    console.log(`  ${replayLine(recorded)}   (output: ${directory}/${seed}-${round}.txt)`);
  },
});

console.log(`\n${tableOf(played)}`);
if (values.only === undefined) console.log(`\nAll seeds and runs:\n\n${tableOf(results.all)}`);
for (const failed of played.filter(({ failures }) => failures.length > 0)) console.log(replayLine(failed));
process.exitCode = played.every(({ failures }) => failures.length === 0) ? 0 : 1;

/** Ends after the rounds that are being played; at once when asked again. npm passes on what the terminal sends, too. */
function interrupt(): void {
  if (performance.now() - interruptedAt > sameInterruptMs) process.exit(130);
  interruptedAt = Math.min(interruptedAt, performance.now());
  interrupted.abort();
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${name} must be a whole number of at least ${least}, not ${text}`);
}
