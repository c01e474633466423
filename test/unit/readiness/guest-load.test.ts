import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { type GuestAgent, guestAgent } from "../../../src/guest/agent.ts";
import { guestLoad, isBusy } from "../../../src/readiness/guest-load.ts";

function agentWith(...cpus: readonly object[]): GuestAgent {
  return guestAgent(async () => JSON.stringify({ return: cpus }));
}

test("the load is the sum over all CPUs, including disk waits", async () => {
  const agent = agentWith({ user: 1, system: 2, idle: 10, iowait: 5 }, { user: 3, system: 4, idle: 20 });
  expect(await guestLoad(agent)).toEqual({ busy: 15, idle: 30 });
});

test("without an agent, or with an old one, the load is unknown", async () => {
  expect(await guestLoad(undefined)).toBeUndefined();
  expect(await guestLoad(agentWith())).toBeUndefined();
  expect(await guestLoad(guestAgent(() => Promise.reject(new Error("unknown command"))))).toBeUndefined();
});

test("an agent that does not answer in time is silent", async () => {
  const late = guestAgent(() => Deadline.after(10, "answer").race(new Promise(() => {})));
  expect(await guestLoad(late)).toBe("silent");
});

test("a guest is busy above half of the time, or when silent", () => {
  const before = { busy: 100, idle: 100 };
  expect(isBusy(before, { busy: 160, idle: 140 })).toBe(true);
  expect(isBusy(before, { busy: 140, idle: 160 })).toBe(false);
  expect([isBusy("silent", before), isBusy(before, "silent")]).toEqual([true, true]);
  expect([isBusy(undefined, before), isBusy(before, undefined)]).toEqual([false, false]);
});
