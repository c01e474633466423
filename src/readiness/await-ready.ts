// Waits for the conditions of a sequence in order, until the machine is ready.
import type { BootingMachine, ReadinessCondition, Sequence } from "./condition.ts";
import type { ReadinessProgress } from "./readiness-progress.ts";

/**
 * Waits until a machine has reached every stage of a sequence. Conditions that a stage adds come right after it.
 *
 * @throws what a condition throws; `progress` then holds the stage and what was last seen there
 */
export async function awaitReady<Plan>(
  sequence: Sequence<Plan>,
  machine: BootingMachine,
  plan: Plan,
  progress: ReadinessProgress,
): Promise<void> {
  const begun = new Map<ReadinessCondition<Plan>, ReturnType<ReadinessCondition<Plan>["reach"]>>();
  for (const step of sequence) {
    if ("begin" in step) {
      const reached = progress.begin((context) => step.begin.reach(machine, plan, context));
      // A failure is reported when the sequence reaches the condition.
      reached.catch(() => {});
      begun.set(step.begin, reached);
      continue;
    }
    if (step.applies && !(await step.applies(machine, plan))) continue;
    const next = await progress.reach(step.stage, (context) => begun.get(step) ?? step.reach(machine, plan, context));
    if (next) await awaitReady(next, machine, plan, progress);
  }
}
