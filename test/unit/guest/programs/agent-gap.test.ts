import { expect, test } from "vitest";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { guestAgent } from "../../../../src/guest/agent.ts";
import { whenAgentReturns } from "../../../../src/guest/programs/agent-gap.ts";

const away = new Error("not connected");
const agent = guestAgent(async () => "{}", { isAway: (error) => error === away });

/** A question that fails with these errors first, and the number of times it was asked. */
function question(...errors: readonly Error[]) {
  const left = [...errors];
  const asked = { times: 0 };
  const ask = async (): Promise<string> => {
    asked.times++;
    const error = left.shift();
    if (error) throw error;
    return "answer";
  };
  return { ask, asked };
}

test("asks again while the agent is away", async () => {
  const { ask, asked } = question(away, away);
  expect(await whenAgentReturns(agent, Deadline.after(10_000, "a question"), ask)).toBe("answer");
  expect(asked.times).toBe(3);
});

test("an answer that is an error is thrown at once", async () => {
  const { ask, asked } = question(new Error("no such file"));
  await expect(whenAgentReturns(agent, Deadline.after(10_000, "a question"), ask)).rejects.toThrow("no such file");
  expect(asked.times).toBe(1);
});

test("the deadline ends the wait for an agent that stays away", async () => {
  const { ask } = question(...Array<Error>(100).fill(away));
  await expect(whenAgentReturns(agent, Deadline.after(500, "a question"), ask)).rejects.toMatchObject({
    code: "TIMEOUT",
  });
});
