import { expect, onTestFinished, test } from "vitest";
import { TimeoutError } from "../../../src/base/errors.ts";
import { type LogEntry, setLogLevel } from "../../../src/base/log.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { pauseFor } from "../../../src/base/time/poll.ts";
import { awaitReady } from "../../../src/readiness/await-ready.ts";
import { begin, type ReadinessCondition } from "../../../src/readiness/condition.ts";
import { overlookedAgent } from "../../../src/readiness/conditions/overlooked-agent.ts";
import { readyDelay } from "../../../src/readiness/conditions/ready-delay.ts";
import { running } from "../../../src/readiness/conditions/running.ts";
import { ReadinessProgress } from "../../../src/readiness/readiness-progress.ts";
import { captureLog } from "../../support/captured-log.ts";
import { scriptedMachine } from "../../support/scripted-machine.ts";

/** A condition as a contributor adds it: a file with a licence key is in the guest. */
const licensed: ReadinessCondition<{ readonly licence: string }> = {
  stage: "licence",
  reach: async (_machine, { licence }, { deadline, saw }) => {
    saw(`no ${licence} yet`);
    await pauseFor(deadline, 300);
  },
};

const sequence = [running, readyDelay, licensed];
const plan = { delayMs: 0, licence: "key" };

function stagesIn(log: readonly LogEntry[]): readonly string[] {
  return log.map(({ message }) => message);
}

/** A condition that records its turn. */
function noted(stage: string, turns: string[], more: Partial<ReadinessCondition> = {}): ReadinessCondition {
  return {
    stage,
    reach: async () => {
      turns.push(stage);
      return undefined;
    },
    ...more,
  };
}

test("reaches an added condition in its turn and logs its time", async () => {
  const log = captureLog();
  const machine = scriptedMachine({ states: ["paused", "running"] });
  await awaitReady(sequence, machine, plan, new ReadinessProgress("demo-a", Deadline.after(20_000, "boot")));
  expect(stagesIn(log)).toEqual(["boot: running", "boot: delay", "boot: licence"]);
  expect(log[2]?.facts).toMatchObject({ domain: "demo-a", stageSeconds: expect.any(Number) });
  expect(log[2]?.facts.stageSeconds).toBeGreaterThanOrEqual(0.3);
});

test("the timeout of an added condition reports its name and what it saw", async () => {
  captureLog();
  const progress = new ReadinessProgress("demo-a", Deadline.after(100, "boot"));
  await expect(awaitReady(sequence, scriptedMachine({}), plan, progress)).rejects.toThrow(TimeoutError);
  expect([progress.stage, progress.seen]).toEqual(["licence", "no key yet"]);
});

test("skips a condition that does not apply, without a log line", async () => {
  const log = captureLog();
  const turns: string[] = [];
  const skipped = noted("skipped", turns, { applies: ({ hasAgent }) => hasAgent });
  const progress = new ReadinessProgress("demo-a", Deadline.after(20_000, "boot"));
  await awaitReady([skipped, noted("last", turns)], scriptedMachine({}), {}, progress);
  expect(turns).toEqual(["last"]);
  expect(stagesIn(log)).toEqual(["boot: last"]);
});

test("conditions returned by another one come right after it", async () => {
  const turns: string[] = [];
  const calling = noted("calling", turns, { reach: async () => [noted("called", turns)] });
  const progress = new ReadinessProgress("demo-a", Deadline.after(20_000, "boot"));
  const log = captureLog();
  await awaitReady([calling, noted("last", turns)], scriptedMachine({}), {}, progress);
  expect(stagesIn(log)).toEqual(["boot: calling", "boot: called", "boot: last"]);
});

test("a condition started early runs once, and its turn comes later", async () => {
  captureLog();
  const turns: string[] = [];
  const early = noted("early", turns);
  const progress = new ReadinessProgress("demo-a", Deadline.after(20_000, "boot"));
  await awaitReady([begin(early), noted("between", turns), early], scriptedMachine({}), {}, progress);
  expect(turns).toEqual(["early", "between"]);
});

test("a condition started early fails in its turn", async () => {
  const log = captureLog();
  const early: ReadinessCondition = { stage: "early", reach: () => Promise.reject(new Error("no screen")) };
  const progress = new ReadinessProgress("demo-a", Deadline.after(20_000, "boot"));
  const steps = [begin(early), noted("between", []), early];
  await expect(awaitReady(steps, scriptedMachine({}), {}, progress)).rejects.toThrow("no screen");
  expect(stagesIn(log)).toEqual(["boot: between"]);
  expect(progress.stage).toBe("early");
});

test("finds an overlooked agent after the last condition, and reruns the conditions that need it", async () => {
  const turns: string[] = [];
  const again = [noted("again", turns)];
  const progress = new ReadinessProgress("demo-a", Deadline.after(100, "boot"));
  await awaitReady([overlookedAgent(again)], scriptedMachine({ hasAgent: true }), {}, progress);
  await awaitReady([overlookedAgent(again)], scriptedMachine({ findsAgent: false }), {}, progress);
  expect(progress.stage).toBe("start");
  const found = awaitReady([overlookedAgent(again)], scriptedMachine({ findsAgent: true }), {}, progress);
  await expect(found).rejects.toThrow(TimeoutError);
  expect([progress.stage, progress.seen]).toEqual(["guest agent", "the guest agent has not opened its channel"]);
  expect(turns).toEqual([]);
});

test("a revert logs its stages at a lower level", async () => {
  const log = captureLog();
  setLogLevel("debug");
  onTestFinished(() => setLogLevel("info"));
  const progress = new ReadinessProgress("demo-a", Deadline.after(20_000, "revert"), "revert");
  await awaitReady([running], scriptedMachine({}), {}, progress);
  expect(log).toMatchObject([{ level: "debug", message: "revert: running" }]);
});
