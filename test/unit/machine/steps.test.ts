import { expect, test } from "vitest";
import { ActionEvents, Actor } from "../../../src/base/journal/actor.ts";
import { journalOf } from "../../../src/base/journal/journal.ts";
import { setLogLevel } from "../../../src/base/log.ts";
import { logStep, stepTitle } from "../../../src/machine/steps.ts";
import { captureLog } from "../../support/captured-log.ts";
import { journalStage } from "../../support/journal.ts";

test("a title becomes one line", () => {
  expect(stepTitle(" Count\n to  two ")).toBe("Count to two");
});

test("a title that quotes a guest has no escape sequences", () => {
  expect(stepTitle("Read \u001b]0;owned\u0007\u001b[2Jthe\rnews")).toBe("Read the news");
});

test.for(["", " \n", "\u001b[2J", "x".repeat(201), undefined, 5])("rejects the title %o", (title) => {
  expect(() => stepTitle(title)).toThrow(expect.objectContaining({ code: "OPTION" }));
});

test("logs the start and end of steps only, with the journal's times", async () => {
  setLogLevel("debug");
  const log = captureLog();
  const { output } = await journalStage();
  const events = new ActionEvents();
  events.subscribe(logStep);
  const actor = new Actor({ domain: "demo-test", events, record: journalOf(output) });
  await actor.act({ kind: "step", details: { title: "Open it" } }, () =>
    actor.act({ kind: "pause", details: { durationMs: 1 } }, () => {}),
  );
  const fault = new Error("no luck");
  const failing = actor.act({ kind: "step", details: { title: "Close it" } }, () => Promise.reject(fault));
  await expect(failing).rejects.toBe(fault);
  setLogLevel("info");
  expect(log.map(({ level, message, facts }) => [level, message, facts])).toEqual([
    ["debug", "step begins: Open it", {}],
    ["info", "step: Open it", { seconds: expect.any(Number) }],
    ["debug", "step begins: Close it", {}],
    ["info", "step failed: Close it", { seconds: expect.any(Number), reason: "no luck" }],
  ]);
});
