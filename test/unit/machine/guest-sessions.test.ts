import { expect, test } from "vitest";
import { GuestWork } from "../../../src/guest/work.ts";
import { GuestSessions } from "../../../src/machine/guest-sessions.ts";
import { scriptedAgent } from "../../support/scripted-agent.ts";

test("caches a found session until the guest's state changes, and does not cache a missing one", async () => {
  let printed = "";
  let lookups = 0;
  const agent = scriptedAgent(() => {
    lookups++;
    return printed;
  });
  const sessions = new GuestSessions(agent, new GuestWork());
  expect(await sessions.of("demo")).toEqual({});
  printed = "DISPLAY=:0\0HOME=/home/demo\0";
  expect(await sessions.of("demo")).toEqual({ DISPLAY: ":0" });
  expect(await sessions.of("demo")).toEqual({ DISPLAY: ":0" });
  expect(lookups).toBe(2);
  sessions.forget();
  await sessions.of("demo");
  expect(lookups).toBe(3);
});
