// The boot sequence: waits for each stage of the specification in order, until the desktop is really there.

import { log } from "../base/log.ts";
import { pauseFor, poll } from "../base/poll.ts";
import { probeBanner } from "../rfb/client.ts";
import type { Machine } from "./machine.ts";
import { requireAlive } from "./readiness/alive.ts";
import { conditionHolds } from "./readiness/graphical-session.ts";
import { agentAnswers, agentAppears } from "./readiness/guest-agent.ts";
import { screenSettles } from "./readiness/settled-screen.ts";
import type { BootProgress } from "./readiness/stage.ts";

/** What readiness means for an image. */
export interface ReadinessPlan {
  /** Seconds that must pass after the VNC server's first answer. The specification's is 10. */
  readonly delay: number;
  /** Whether the image has a guest agent; undefined: nobody knows. */
  readonly guestAgent: boolean | undefined;
  /** Shell command that root runs in the guest: exits with 0 once the graphical session is up. */
  readonly session: string | undefined;
}

/** An image of which nothing is known has no agent if its screen stood still for this long, in seconds. */
const agentPatience = 20;

/** Waits until the machine is ready. */
export async function awaitReady(machine: Machine, plan: ReadinessPlan, progress: BootProgress): Promise<void> {
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
    if (plan.guestAgent === false) return false;
    if (plan.guestAgent === undefined) {
      const still = screenSettles(await machine.vnc(), { quiet: agentPatience }, { ...context, saw: () => {} });
      if (!(await agentAppears(domain, context, still))) {
        log.warn("the image has no guest agent: only VNC and the screen tell that it is ready, and vm.exec fails", {
          domain: domain.name,
        });
        return false;
      }
    }
    await agentAnswers(domain, agent, context);
    return true;
  });
  const { session } = plan;
  if (session !== undefined && machine.hasAgent) {
    await progress.reach("graphical session", (context) => conditionHolds(agent, session, context));
  }
  const known = machine.hasAgent ? agent : undefined;
  await progress.reach("settled screen", async (context) => {
    await screenSettles(await machine.vnc(), { agent: known }, context);
    await requireAlive(domain);
  });
}
