import { afterEach, beforeEach, expect, test } from "vitest";
import { TimeoutError } from "../../../src/base/errors.ts";
import { type LogEntry, setLogSink } from "../../../src/base/log.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { ReadinessProgress } from "../../../src/readiness/readiness-progress.ts";

const entries: LogEntry[] = [];
let restore: () => void;
beforeEach(() => {
  entries.length = 0;
  restore = setLogSink((entry) => entries.push(entry));
});
afterEach(() => restore());

test("logs each stage with its time and returns its result", async () => {
  const progress = new ReadinessProgress("demo-a", Deadline.after(10_000, "boot"));
  expect(await progress.reach("vnc", async () => 5901)).toBe(5901);
  expect(entries).toMatchObject([{ message: "boot: vnc", facts: { domain: "demo-a" } }]);
  expect(entries[0]?.facts.elapsedSeconds).toBeTypeOf("number");
});

test("a timeout names the stage and the last observation", async () => {
  const progress = new ReadinessProgress("demo-a", Deadline.after(50, "boot"));
  const reached = progress.reach("guest agent", async ({ saw }) => {
    saw("no channel");
    saw("a silent agent");
    await new Promise(() => {});
  });
  await expect(reached).rejects.toThrow(TimeoutError);
  expect([progress.stage, progress.seen]).toEqual(["guest agent", "a silent agent"]);
});
