// Ready, part: the guest agent has opened its channel and answers.
import { describeThrown } from "../base/errors.ts";
import { pauseFor, poll } from "../base/time/poll.ts";
import type { GuestAgent } from "../guest/agent.ts";
import type { Domain } from "../libvirt/domain.ts";
import { agentConnected } from "../libvirt/live-xml.ts";
import type { StageContext } from "./stage.ts";

/** Waits until the agent answers a ping. */
export async function agentAnswers(domain: Domain, agent: GuestAgent, { deadline, saw }: StageContext): Promise<void> {
  saw("the guest agent has not opened its channel");
  await poll(deadline, 0.2, async () => agentConnected(await domain.xml()) || undefined);
  saw("the guest agent opened its channel but does not answer");
  await poll(deadline, 0.2, async () => {
    try {
      await agent.call("guest-ping", {}, 10);
      return true;
    } catch (error) {
      saw(describeThrown(error));
      return undefined;
    }
  });
}

/**
 * Whether an image of which nothing is known has a guest agent: it has, if the agent opens its channel before
 * `quiet()` has resolved, which is to say before the screen has stood still for long.
 */
export async function agentAppears(domain: Domain, { deadline }: StageContext, quiet: Promise<void>): Promise<boolean> {
  let over = false;
  const onQuiet = quiet.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  while (!over) {
    if (agentConnected(await domain.xml())) return true;
    await Promise.race([onQuiet, pauseFor(deadline, 0.2)]);
  }
  return agentConnected(await domain.xml());
}
