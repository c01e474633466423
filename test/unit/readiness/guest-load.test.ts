import { expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { type GuestAgent, guestAgent } from "../../../src/guest/agent.ts";
import { guestLoad } from "../../../src/readiness/guest-load.ts";

function agentWith(...cpus: readonly object[]): GuestAgent {
  return guestAgent(async () => JSON.stringify({ return: cpus }));
}

test("the load is the sum over all CPUs, including disk waits and time that the host took", async () => {
  const agent = agentWith({ user: 1, system: 2, idle: 10, iowait: 5, steal: 7 }, { user: 3, system: 4, idle: 20 });
  expect(await guestLoad(agent)).toEqual({ busyMs: 22, totalMs: 52, cpus: 2 });
});

test("programs of lower priority and interrupts are not busy", async () => {
  const agent = agentWith({ user: 1, system: 2, idle: 10, nice: 100, irq: 20, softirq: 30 });
  expect(await guestLoad(agent)).toEqual({ busyMs: 3, totalMs: 163, cpus: 1 });
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
