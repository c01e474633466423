// Vitest's global setup: the base images that the selected files need are there before the first test starts.
import type { TestProject } from "vitest/node";
// Types alone: Vitest reads this file anew in every run, and all that it imports.
import type { VitestRun } from "./vitest-run.ts";

/** Called by Vitest once per project, before its first run. */
export default async function setup(project: TestProject): Promise<void> {
  const runs: WeakMap<object, VitestRun> | undefined = Reflect.get(globalThis, Symbol.for("demotool.runs"));
  await runs?.get(project.vitest)?.setUp(project);
}
