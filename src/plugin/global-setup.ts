// Vitest's global setup: provides the base images of the selected files before the first test starts.
import type { TestProject } from "vitest/node";
// Types only: Vitest reloads this file, and all that it imports, in every run.
import type { VitestRun } from "./vitest-run.ts";

/** Called by Vitest once per project, before its first run. */
export default async function setup(project: TestProject): Promise<void> {
  const runs: WeakMap<object, VitestRun> | undefined = Reflect.get(globalThis, Symbol.for("demotool.runs"));
  await runs?.get(project.vitest)?.setUp(project);
}
