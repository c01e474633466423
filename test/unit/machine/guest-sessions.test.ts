import { expect, test } from "vitest";
import { GuestWork } from "../../../src/guest/work.ts";
import { GuestSessions } from "../../../src/machine/guest-sessions.ts";
import { scriptedAgent } from "../../support/scripted-agent.ts";

test("a session that was found is remembered until the guest's state changes; none is looked for again", async () => {
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
