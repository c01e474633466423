// Detects whether an image without a known recipe has a guest agent.
import { pauseFor } from "../../base/time/poll.ts";
import { agentConnected } from "../../libvirt/live-xml.ts";
import type { BootingMachine, StageContext } from "../condition.ts";
import { screenSettles } from "./settled-screen.ts";

/** Milliseconds of a still screen after which a guest whose agent has not appeared counts as one without. */
const defaultStillMs = 20_000;
/** Milliseconds between two looks for the agent. */
const pollMs = 200;

/** Whether the agent opens its channel before the screen has stood still for `stillMs`; default 20_000. */
export async function agentAppears(
  machine: Pick<BootingMachine, "domain" | "vnc">,
  context: StageContext,
  stillMs: number = defaultStillMs,
): Promise<boolean> {
  const client = await machine.vnc();
  const end = new AbortController();
  const deadline = context.deadline.endedBy(end.signal);
  const still = screenSettles(client, { stillMs }, { deadline, saw: () => {} });
  try {
    return await connectsBefore(still, machine, context);
  } finally {
    // Otherwise the watch would keep QEMU polling the screen for the rest of the boot.
    end.abort(new Error("the detection of the agent has ended"));
  }
}

async function connectsBefore(
  end: Promise<void>,
  { domain }: Pick<BootingMachine, "domain">,
  { deadline }: StageContext,
): Promise<boolean> {
  let over = false;
  const onEnd = end
    .catch(() => {})
    .then(() => {
      over = true;
    });
  while (!over) {
    if (agentConnected(await domain.xml())) return true;
    await Promise.race([onEnd, pauseFor(deadline, pollMs)]);
  }
  return agentConnected(await domain.xml());
}
