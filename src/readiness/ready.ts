// The boot sequence: waits for each stage of the specification in order, until the desktop is really there.

import { log } from "../base/log.ts";
import { pauseFor, poll } from "../base/time/poll.ts";
import { probeBanner } from "../rfb/connect.ts";
import { requireAlive } from "./alive.ts";
import type { BootingMachine } from "./condition.ts";
import { conditionHolds } from "./graphical-session.ts";
import { agentAnswers, agentAppears } from "./guest-agent.ts";
import { screenSettles } from "./settled-screen.ts";
import type { BootProgress, StageContext } from "./stage.ts";

/** What readiness means for an image. */
export interface ReadinessPlan {
  /** Seconds that must pass after the VNC server's first answer. The specification's is 10. */
  readonly delay: number;
  /** Whether the image has a guest agent; undefined: nobody knows. */
  readonly guestAgent: boolean | undefined;
  /** Where nobody knows: for how many seconds the screen stands still before there is none. Default 20. */
  readonly agentPatience?: number;
  /** Shell command that root runs in the guest: exits with 0 once the graphical session is up. */
  readonly session: string | undefined;
}

const agentPatience = 20;

/** Waits until the machine is ready. */
export async function awaitReady(machine: BootingMachine, plan: ReadinessPlan, progress: BootProgress): Promise<void> {
  const { domain, agent } = machine;
  await progress.reach("running", async ({ deadline, saw }) => {
    await poll(deadline, 0.1, async () => {
      const state = await domain.state();
      saw(`the domain is ${state}`);
      return state === "running" || undefined;
    });
  });
  await progress.reach("vnc", ({ deadline }) => probeBanner("127.0.0.1", machine.vncPort, deadline));
  await progress.reach("delay", ({ deadline }) => pauseFor(deadline, plan.delay));
  machine.hasAgent = await progress.reach("guest agent", async (context) => {
    const expected = plan.guestAgent ?? (await appearsFirst(machine, plan.agentPatience ?? agentPatience, context));
    if (expected) await agentAnswers(domain, agent, context);
    return expected;
  });
  await desktopIsThere(machine, plan, progress);
  if (!machine.hasAgent && (await machine.findAgent())) {
    // It was overlooked while the screen stood still, and knows more than the screen.
    await progress.reach("guest agent", (context) => agentAnswers(domain, agent, context));
    await desktopIsThere(machine, plan, progress);
  }
  if (!machine.hasAgent) {
    log.warn("the image has no guest agent: only VNC and the screen tell that it is ready, and vm.exec fails", {
      domain: domain.name,
    });
  }
}

/** The session as far as there is an agent to ask, and the screen. */
async function desktopIsThere(
  machine: BootingMachine,
  { session }: ReadinessPlan,
  progress: BootProgress,
): Promise<void> {
  const agent = machine.hasAgent ? machine.agent : undefined;
  if (session !== undefined && agent) {
    await progress.reach("graphical session", (context) => conditionHolds(agent, session, context));
  }
  await progress.reach("settled screen", async (context) => {
    await screenSettles(await machine.vnc(), { agent }, context);
    await requireAlive(machine.domain);
  });
}

/** Whether an agent appears before the screen has stood still for `patience` seconds. */
async function appearsFirst(machine: BootingMachine, patience: number, context: StageContext): Promise<boolean> {
  const client = await machine.vnc();
  const end = new AbortController();
  const deadline = context.deadline.endedBy(end.signal);
  const still = screenSettles(client, { quiet: patience }, { deadline, saw: () => {} });
  try {
    return await agentAppears(machine.domain, context, still);
  } finally {
    // Looking at the screen for longer would keep QEMU awake through the rest of the boot.
    end.abort(new Error("the agent has been looked for"));
  }
}
