// Ready, for a VM that was started from a saved state: its agent answers, its session is up, its screen stands still.
import { poll } from "../base/time/poll.ts";
import { resyncRestored } from "../guest/saved-state.ts";
import { agentConnected } from "../libvirt/live-xml.ts";
import { probeBanner } from "../rfb/connect.ts";
import { requireAlive } from "./alive.ts";
import type { BootingMachine } from "./condition.ts";
import { conditionHolds } from "./graphical-session.ts";
import { screenSettles } from "./settled-screen.ts";
import type { BootProgress } from "./stage.ts";

/** Seconds: the desktop stood still when it was saved, and has only to be drawn. */
export const quiet = 0.3;

/**
 * Waits until a VM that has just been resumed is ready, and sets its clock.
 *
 * @param session the image's condition for a graphical session
 * @param bootId of the guest that was saved
 */
export async function awaitRestored(
  machine: BootingMachine,
  { session, bootId }: { readonly session: string | undefined; readonly bootId: string },
  progress: BootProgress,
): Promise<void> {
  const { domain, agent } = machine;
  await progress.reach("vnc", ({ deadline }) => probeBanner("127.0.0.1", machine.vncPort, deadline));
  const settled = progress.aside(async (context) => screenSettles(await machine.vnc(), { quiet }, context));
  settled.catch(() => {});
  const missing = await progress.reach("guest agent", async ({ deadline, saw }) => {
    saw("the guest agent has not opened its channel");
    await poll(deadline, 0.01, async () => agentConnected(await domain.xml()) || undefined);
    saw("the guest agent opened its channel but does not answer");
    const guest = await resyncRestored(agent, session, deadline);
    if (guest.bootId !== bootId) throw new Error(`the guest is in boot ${guest.bootId}, not in ${bootId}`);
    return guest.missing;
  });
  machine.hasAgent = true;
  if (missing !== undefined && session !== undefined) {
    await progress.reach("graphical session", (context) => conditionHolds(agent, session, context));
  }
  await progress.reach("settled screen", async () => {
    await settled;
    await requireAlive(domain);
  });
}
