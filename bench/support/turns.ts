// Contenders take turns, each first in every other round, so that other load on the host affects all of them.
import type { Report } from "./report.ts";

/** One side of a comparison. */
export interface Contender<T> {
  readonly name: string;
  /** Runs once and returns the measurement. */
  run(): Promise<T>;
}

/**
 * Runs all contenders `rounds` times. A failing one is reported and drops out; the others continue.
 *
 * @returns the measurements of each contender, in order; empty for one that failed
 */
export async function takeTurns<T>(
  report: Report,
  part: string,
  rounds: number,
  contenders: readonly Contender<T>[],
): Promise<T[][]> {
  const measured = new Map<Contender<T>, T[]>(contenders.map((contender) => [contender, []]));
  const inTheRace = new Set(contenders);
  for (let round = 0; round < rounds; round++) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      if (!inTheRace.has(contender)) continue;
      try {
        measured.get(contender)?.push(await contender.run());
      } catch (error) {
        inTheRace.delete(contender);
        report.fail(`${part}, ${contender.name}`, error);
      }
    }
  }
  return contenders.map((contender) => (inTheRace.has(contender) ? (measured.get(contender) ?? []) : []));
}
