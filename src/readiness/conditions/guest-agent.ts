// Readiness condition: the guest agent has opened its channel and answers.
import { describeThrown } from "../../base/errors.ts";
import { poll } from "../../base/time/poll.ts";
import { agentConnected } from "../../libvirt/live-xml.ts";
import type { BootingMachine, ReadinessCondition, StageContext } from "../condition.ts";
import type { BootPlan } from "../plan.ts";
import { agentAppears } from "./agent-appears.ts";

/** Milliseconds between two looks for the agent. */
const pollMs = 200;
/** Milliseconds for one answer: an agent that starts up may lose a request. */
const pingMs = 10_000;

/** Waits for the agent if the image has one. If that is unknown, detects whether an agent appears in time. */
export const guestAgent: ReadinessCondition<Pick<BootPlan, "guestAgent" | "agentWaitMs">> = {
  stage: "guest agent",
  reach: async (machine, plan, context) => {
    const expected = plan.guestAgent ?? (await agentAppears(machine, context, plan.agentWaitMs));
    if (expected) await agentAnswers(machine, context);
    machine.hasAgent = expected;
  },
};

/** Waits until the agent answers again, if the machine has one. */
export const knownAgent: ReadinessCondition = {
  stage: "guest agent",
  applies: ({ hasAgent }) => hasAgent,
  reach: async (machine, _plan, context) => {
    await agentAnswers(machine, context);
  },
};

/** Waits until the agent answers a ping. */
export async function agentAnswers(
  { domain, agent }: Pick<BootingMachine, "domain" | "agent">,
  { deadline, saw }: StageContext,
): Promise<void> {
  saw("the guest agent has not opened its channel");
  await poll(deadline, pollMs, async () => agentConnected(await domain.xml()) || undefined);
  saw("the guest agent opened its channel but does not answer");
  await poll(deadline, pollMs, async () => {
    try {
      await agent.call("guest-ping", {}, pingMs);
      return true;
    } catch (error) {
      saw(describeThrown(error));
      return undefined;
    }
  });
}
