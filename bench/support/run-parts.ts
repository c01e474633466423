// Runs the parts of the benchmark in sequence; a failing part becomes a row, and the others continue.
import { Deadline } from "../../src/base/time/deadline.ts";
import type { Bench, BenchPart } from "./part.ts";
import type { Report } from "./report.ts";

/** Milliseconds for one part: the longest takes a third of it on two cores without KVM. */
const partLimitMs = 1_200_000;

/** The environment of a run with a shared desktop that can be discarded. */
export interface RestartableBench extends Bench {
  /** Removes the desktop: the next part that asks for one gets a new one. */
  discardDesktop(): Promise<void>;
}

/**
 * Runs the parts in order, then removes the shared desktop. A part that throws, or takes longer than `limitMs`, is
 * reported as failed.
 */
export async function runParts(
  parts: Readonly<Record<string, BenchPart>>,
  report: Report,
  bench: RestartableBench,
  limitMs = partLimitMs,
): Promise<void> {
  const discardDesktop = (after: string): Promise<void> =>
    bench.discardDesktop().catch((error: unknown) => report.fail(`${after}, end of the desktop`, error));
  for (const [name, part] of Object.entries(parts)) {
    try {
      await Deadline.after(limitMs, `the part ${name}`).race(part(report, bench));
    } catch (error) {
      report.fail(name, error);
      // The part may have left windows open, or the desktop itself may have failed.
      await discardDesktop(name);
    }
  }
  await discardDesktop("benchmark");
}
