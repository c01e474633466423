// Ready, part: the guest agent has opened its channel and answers.
import { describeThrown } from "../../base/errors.ts";
import { poll } from "../../base/time/poll.ts";
import { agentConnected } from "../../libvirt/live-xml.ts";
import type { BootingMachine, ReadinessCondition, StageContext } from "../condition.ts";
import type { BootPlan } from "../plan.ts";
import { agentAppears } from "./agent-appears.ts";

/** Seconds between two looks for the agent. */
const pollSeconds = 0.2;
/** Seconds for one answer: an agent that starts up may lose a request. */
const pingSeconds = 10;

/** The agent answers, where the image has one. Where that is not known, an agent that appears in time counts. */
export const guestAgent: ReadinessCondition<Pick<BootPlan, "guestAgent" | "agentWaitSeconds">> = {
  stage: "guest agent",
  reach: async (machine, plan, context) => {
    const expected = plan.guestAgent ?? (await agentAppears(machine, context, plan.agentWaitSeconds));
    if (expected) await agentAnswers(machine, context);
    machine.hasAgent = expected;
  },
};

/** The agent answers again, where the machine has one. */
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
  await poll(deadline, pollSeconds, async () => agentConnected(await domain.xml()) || undefined);
  saw("the guest agent opened its channel but does not answer");
  await poll(deadline, pollSeconds, async () => {
    try {
      await agent.call("guest-ping", {}, pingSeconds);
      return true;
    } catch (error) {
      saw(describeThrown(error));
      return undefined;
    }
  });
}
