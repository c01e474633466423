import { expect, test } from "vitest";
import type { Sequence } from "../../../src/readiness/condition.ts";
import { coldBoot, restored, reverted } from "../../../src/readiness/sequences.ts";

function stagesOf<Plan>(sequence: Sequence<Plan>): readonly string[] {
  return sequence.map((step) => ("begin" in step ? `begin: ${step.begin.stage}` : step.stage));
}

test("a boot has the specified stages, then looks for an overlooked agent", () => {
  expect(stagesOf(coldBoot)).toEqual([
    "running",
    "vnc",
    "delay",
    "guest agent",
    "graphical session",
    "settled screen",
    "guest agent",
  ]);
});

test("a restored machine's screen is watched while its agent is awaited", () => {
  expect(stagesOf(restored)).toEqual(["vnc", "begin: settled screen", "guest agent", "settled screen"]);
});

test("a reverted machine's screen comes first, and its keyboard lights last", () => {
  expect(stagesOf(reverted)).toEqual(["current screen", "guest agent", "guest clock", "keyboard lights"]);
});

test("a condition started early also appears later in the sequence", () => {
  for (const [index, step] of restored.entries()) {
    if ("begin" in step) expect(restored.slice(index + 1)).toContain(step.begin);
  }
});
