// Where the plugin and its global setup meet: Vitest loads them apart, and may load the plugin twice.
import type { Vitest } from "vitest/node";
import { Run } from "./vitest-run.ts";

/** Known to the global setup. */
const key = Symbol.for("demotool.runs");

/** The run of a Vitest; made when its first project with the plugin is configured. */
export function runOf(vitest: Vitest, onNew: (run: Run) => void): Run {
  const runs = allRuns();
  let run = runs.get(vitest);
  if (run === undefined) {
    run = new Run(vitest);
    runs.set(vitest, run);
    onNew(run);
  }
  return run;
}

function allRuns(): WeakMap<Vitest, Run> {
  const existing: WeakMap<Vitest, Run> | undefined = Reflect.get(globalThis, key);
  if (existing) return existing;
  const runs = new WeakMap<Vitest, Run>();
  Reflect.set(globalThis, key, runs);
  return runs;
}
