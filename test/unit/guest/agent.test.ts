import { expect, test } from "vitest";
import { guestAgent } from "../../../src/guest/agent.ts";
import { GuestError } from "../../../src/guest/errors.ts";

test("sends one JSON command and returns the answer's return value", async () => {
  const requests: unknown[] = [];
  const agent = guestAgent(async (request, seconds) => {
    requests.push(JSON.parse(request), seconds);
    return '{"return":{"pid":7}}';
  });
  expect(await agent.call("guest-exec", { path: "true" }, 5)).toEqual({ pid: 7 });
  expect(requests).toEqual([{ execute: "guest-exec", arguments: { path: "true" } }, 5]);
});

test.each(["", "no json", "{}", '{"error":{}}', "null"])("the answer %j is an error", async (answer) => {
  const agent = guestAgent(async () => answer);
  await expect(agent.call("guest-ping")).rejects.toThrow(GuestError);
  await expect(agent.call("guest-ping")).rejects.toThrow(/answer to guest-ping is invalid/);
});
