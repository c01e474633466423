// Shares runs between the plugin and its global setup, which Vitest loads separately, the plugin perhaps twice.
import type { Vitest } from "vitest/node";
import { VitestRun } from "./vitest-run.ts";

/** Known to the global setup. */
const key = Symbol.for("demotool.runs");

/** The run of a Vitest; made when its first project with the plugin is configured. */
export function runOf(vitest: Vitest, onNew: (run: VitestRun) => void): VitestRun {
  const runs = allRuns();
  let run = runs.get(vitest);
  if (run === undefined) {
    run = new VitestRun(vitest);
    runs.set(vitest, run);
    onNew(run);
  }
  return run;
}

function allRuns(): WeakMap<Vitest, VitestRun> {
  const existing: WeakMap<Vitest, VitestRun> | undefined = Reflect.get(globalThis, key);
  if (existing) return existing;
  const runs = new WeakMap<Vitest, VitestRun>();
  Reflect.set(globalThis, key, runs);
  return runs;
}
