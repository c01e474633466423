// Ready, part: an agent that appeared while the screen stood still, and so was overlooked, answers after all.
import type { ReadinessCondition } from "../condition.ts";
import { agentAnswers } from "./guest-agent.ts";

/**
 * A machine that counted as one without an agent has one after all.
 *
 * @param again the conditions that are waited for once more: the agent knows more than the screen
 */
export function overlookedAgent<Plan>(again: readonly ReadinessCondition<Plan>[]): ReadinessCondition<Plan> {
  return {
    stage: "guest agent",
    applies: async (machine) => !machine.hasAgent && (await machine.findAgent()),
    reach: async (machine, _plan, context) => {
      await agentAnswers(machine, context);
      return again;
    },
  };
}
