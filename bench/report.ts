// Figures of a benchmark: lines `name: value` for people and machines, and JSON beside them.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** The middle of some figures. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** Collects figures and prints each as it comes. */
export class Report {
  readonly #figures: Record<string, number | string> = {};
  #exceeded = false;

  /** A figure with its unit, as in `add("teardown", 0.8, "s")`. */
  add(name: string, value: number | string, unit = ""): void {
    const rounded = typeof value === "number" ? Math.round(value * 1000) / 1000 : value;
    this.#figures[name] = rounded;
    console.log(`${name}: ${rounded}${unit && ` ${unit}`}`);
  }

  /** A figure that must not be above a limit. */
  limit(name: string, value: number, highest: number, unit = ""): void {
    this.add(name, value, unit);
    // Not a number is within no limit.
    if (value <= highest) return;
    this.#exceeded = true;
    console.log(`${name} is above its limit of ${highest}`);
  }

  /** A figure that must not be below a limit. */
  atLeast(name: string, value: number, lowest: number, unit = ""): void {
    this.add(name, value, unit);
    if (value >= lowest) return;
    this.#exceeded = true;
    console.log(`${name} is below its limit of ${lowest}`);
  }

  /** Whether a limit was exceeded. */
  get exceeded(): boolean {
    return this.#exceeded;
  }

  /** Median and spread of several runs of the same. */
  addRuns(name: string, values: readonly number[], unit: string): void {
    this.add(`${name} median`, median(values), unit);
    this.add(`${name} min`, Math.min(...values), unit);
    this.add(`${name} max`, Math.max(...values), unit);
  }

  /** Writes all figures as JSON. */
  write(path: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(this.#figures, undefined, 2)}\n`);
  }
}
