// Readiness condition: an agent that appeared after its detection had ended answers.
import type { ReadinessCondition } from "../condition.ts";
import { agentAnswers } from "./guest-agent.ts";

/**
 * Waits for the agent of a machine that was considered to have none.
 *
 * @param again conditions to wait for once more, since the agent knows more than the screen shows
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
