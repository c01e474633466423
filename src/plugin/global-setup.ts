// Vitest's global setup: the base images that the selected files need are there before the first test starts.
import type { TestProject } from "vitest/node";
import { runOf } from "./runs.ts";

/** Called by Vitest once per project, before its first run. */
export default async function setup(project: TestProject): Promise<void> {
  await runOf(project.vitest).setUp(project);
}
