// Figures of a benchmark: `name: value` lines as they are measured, a table at the end, and JSON.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describeThrown } from "../../src/base/errors.ts";
import { type Limit, markdownTable, type Row, withinLimit } from "./table.ts";

/** The middle of some figures. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** Collects figures and prints each one at once. */
export class Report {
  readonly #figures: Record<string, number | string> = {};
  readonly #rows: Row[] = [];

  /** Adds a figure with its unit, for example `add("state file", 640, "MiB")`. */
  add(name: string, value: number | string, unit = ""): void {
    this.#single({ name, value: rounded(value), unit });
  }

  /** Adds a figure that must not exceed a limit. */
  limit(name: string, value: number, highest: number, unit = ""): void {
    this.#single({ name, value: rounded(value), unit, limit: { highest } });
  }

  /** Adds a figure that must not fall below a limit. */
  atLeast(name: string, value: number, lowest: number, unit = ""): void {
    this.#single({ name, value: rounded(value), unit, limit: { lowest } });
  }

  /** Reports on one line what could not be measured, and why. */
  fail(name: string, error: unknown): void {
    const [reason = ""] = describeThrown(error).split("\n");
    this.#single({ name, value: `failed: ${reason.replaceAll("|", "/")}`, unit: "", failed: true });
  }

  /** Whether everything was measured and is within its limit. */
  get passed(): boolean {
    return this.#rows.every((row) => !row.failed && withinLimit(row));
  }

  /** Adds the ratio of two medians, optionally with a limit; a failure where one side has no figures. */
  ratio(name: string, values: readonly number[], others: readonly number[], highest?: number): void {
    const value = median(values) / median(others);
    if (values.length === 0 || others.length === 0) this.fail(name, "one side has no figures");
    else if (highest === undefined) this.add(name, value);
    else this.limit(name, value, highest);
  }

  /** Adds the median and spread of several runs; the limit applies to the median. Without runs there is no row. */
  addRuns(name: string, values: readonly number[], unit: string, limit?: Limit): void {
    if (values.length === 0) return;
    const spread = {
      value: rounded(median(values)),
      least: rounded(Math.min(...values)),
      most: rounded(Math.max(...values)),
    };
    this.#print(`${name} median`, spread.value, unit);
    this.#print(`${name} min`, spread.least, unit);
    this.#print(`${name} max`, spread.most, unit);
    this.#keep({ name, unit, ...spread, runs: values.length, ...(limit && { limit }) });
  }

  /** An earlier figure, by the name on its line. */
  figure(name: string): number | undefined {
    const value = this.#figures[name];
    return typeof value === "number" ? value : undefined;
  }

  /** All figures as a Markdown table. */
  table(): string {
    return markdownTable(this.#rows);
  }

  /** Writes all figures as JSON, with the environment in which they were measured. */
  write(path: string, circumstances: Readonly<Record<string, unknown>>): void {
    mkdirSync(dirname(path), { recursive: true });
    const content = { ...circumstances, figures: this.#figures, table: this.#rows };
    writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`);
  }

  #single(row: Row): void {
    this.#print(row.name, row.value, row.unit);
    this.#keep(row);
  }

  #keep(row: Row): void {
    this.#rows.push(row);
    if (withinLimit(row) || row.limit === undefined) return;
    const [word, limit] = "highest" in row.limit ? ["above", row.limit.highest] : ["below", row.limit.lowest];
    console.log(`${row.name} is ${word} its limit of ${limit}`);
  }

  #print(name: string, value: number | string, unit: string): void {
    this.#figures[name] = rounded(value);
    console.log(`${name}: ${rounded(value)}${unit && ` ${unit}`}`);
  }
}

function rounded<T extends number | string>(value: T): T {
  return (typeof value === "number" ? Math.round(value * 1000) / 1000 : value) as T;
}
