import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { awaitReverted } from "../../../../src/machine/snapshots/await-reverted.ts";
import type { VncClient } from "../../../../src/rfb/connect.ts";
import { captureLog } from "../../../support/captured-log.ts";
import { FakeScreen } from "../../../support/rfb/fake-screen.ts";
import { scriptedMachine } from "../../../support/scripted-machine.ts";

const plan = { snapshot: "installed", input: { pointer: undefined, lights: undefined } };

test("a guest without an agent is ready once its screen is", async () => {
  captureLog();
  const { domain, vncPort, agent } = scriptedMachine({});
  const screen = new FakeScreen();
  let refreshed = false;
  screen.unseen = () => {
    refreshed = true;
  };
  const machine = {
    domain,
    vncPort,
    innerAgent: agent,
    hasAgent: false,
    vnc: async () => screen as unknown as VncClient,
  };
  await awaitReverted(machine, plan, Deadline.after(5000, "revert"));
  expect(refreshed).toBe(true);
});

test("the error for a missing agent names the snapshot and the last observation", async () => {
  captureLog();
  const { domain, vncPort, agent } = scriptedMachine({});
  const screen = new FakeScreen() as unknown as VncClient;
  const machine = { domain, vncPort, innerAgent: agent, hasAgent: true, vnc: async () => screen };
  await expect(awaitReverted(machine, plan, Deadline.after(100, "revert"))).rejects.toMatchObject({
    code: "TIMEOUT",
    facts: {
      domain: "demo-scripted",
      snapshot: "installed",
      stage: "guest agent",
      seen: "the guest agent has not opened its channel",
    },
  });
});
