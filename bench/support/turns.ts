// Contenders that take turns, each first in every other round, so that whatever else the host does hits all of them.
import type { Report } from "./report.ts";

/** One side of a comparison. */
export interface Contender<T> {
  readonly name: string;
  /** Does it once, and returns what was measured. */
  run(): Promise<T>;
}

/**
 * Runs all contenders `rounds` times. One that fails is reported and out of the comparison; the others go on.
 *
 * @returns what each contender measured, in the order of the contenders; empty for one that failed
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
