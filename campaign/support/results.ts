// The results of all rounds that were ever played: one line of JSON each, written as soon as a round ends.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

/** One round's line. */
export interface Recorded {
  readonly seed: number;
  readonly round: number;
  readonly kind: string;
  readonly fault: string;
  /** Runs that ended before the fault hit. */
  readonly missed: number;
  readonly hit: boolean;
  readonly failures: readonly string[];
  readonly durationMs: number;
  /** The build of demotool that was tested. */
  readonly build: string;
}

/** The file of results. The last line of a round counts. */
export class Results {
  readonly #path: string;
  readonly #rounds = new Map<string, Recorded>();

  constructor(path: string) {
    this.#path = path;
    const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
    for (const line of lines) {
      const recorded = parse(line);
      if (recorded !== undefined) this.#rounds.set(keyOf(recorded), recorded);
    }
  }

  /** The last result of each round of every seed. */
  get all(): readonly Recorded[] {
    return [...this.#rounds.values()];
  }

  /** Whether the round of this seed was played. */
  has(seed: number, round: number): boolean {
    return this.#rounds.has(keyOf({ seed, round }));
  }

  /** Writes a result. */
  add(recorded: Recorded): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    appendFileSync(this.#path, `${JSON.stringify(recorded)}\n`);
    this.#rounds.set(keyOf(recorded), recorded);
  }
}

/** The line that plays a round again. */
export function replayLine({ seed, round }: Pick<Recorded, "seed" | "round">): string {
  return `npm run campaign -- --rounds 1 --seed ${seed} --from ${round}`;
}

/** The results as a Markdown table: a line for each kind, and the sums. */
export function tableOf(results: readonly Recorded[]): string {
  const kinds = [...Map.groupBy(results, ({ kind }) => kind)].sort(([a], [b]) => a.localeCompare(b));
  const rows = [...kinds.map(([kind, rounds]) => row(kind, rounds)), row("all", results)];
  return ["| kind of fault | rounds | missed | failures | median s |", "| --- | --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
}

function row(kind: string, rounds: readonly Recorded[]): string {
  const failed = rounds.filter(({ failures }) => failures.length > 0).length;
  const missed = rounds.reduce((sum, round) => sum + round.missed, 0);
  const times = rounds.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  const median = ((times[Math.floor(times.length / 2)] ?? 0) / 1000).toFixed(1);
  return `| ${kind} | ${rounds.filter(({ hit }) => hit).length} | ${missed} | ${failed} | ${median} |`;
}

/** Undefined for a line that a killed campaign left unfinished. */
function parse(line: string): Recorded | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function keyOf({ seed, round }: Pick<Recorded, "seed" | "round">): string {
  return `${seed} ${round}`;
}
