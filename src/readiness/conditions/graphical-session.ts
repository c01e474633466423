// Readiness condition: the demo user's graphical session is up, according to the image's own condition.
import { describeThrown } from "../../base/errors.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { pauseFor } from "../../base/time/poll.ts";
import type { GuestAgent } from "../../guest/agent.ts";
import { execInGuest } from "../../guest/exec.ts";
import type { ReadinessCondition, StageContext } from "../condition.ts";
import type { ImageReadiness } from "../plan.ts";

/** Milliseconds for one answer of the guest, after which it is asked again. */
const answerMs = 60_000;
const smallestPauseMs = 300;

/** Waits for the image's condition for a graphical session, if the image has one and the guest has an agent. */
export const graphicalSession: ReadinessCondition<Pick<ImageReadiness, "session">> = {
  stage: "graphical session",
  applies: ({ hasAgent }, { session }) => hasAgent && session !== undefined,
  reach: async ({ agent }, { session }, context) => {
    if (session !== undefined) await conditionHolds(agent, session, context);
  },
};

/**
 * Waits until a shell command, run as root in the guest, exits with 0; its output says what is missing. Retries when
 * the guest is too busy to answer.
 *
 * @param limitMs for one answer; default 60_000
 */
export async function conditionHolds(
  agent: GuestAgent,
  condition: string,
  context: StageContext,
  limitMs: number = answerMs,
): Promise<void> {
  const { deadline, saw } = context;
  for (;;) {
    const attempt = Deadline.after(limitMs, "asking the guest whether it is ready", {
      signal: deadline.signal,
      clock: deadline.clock,
    });
    const missing = await whatIsMissing(agent, condition, attempt).catch((error: unknown) => {
      deadline.throwIfOver();
      return describeThrown(error);
    });
    if (missing === undefined) return;
    saw(missing);
    // The check itself slows down the boot: spend at most half of the time on it.
    await pauseFor(deadline, Math.max(smallestPauseMs, attempt.elapsed()));
  }
}

async function whatIsMissing(agent: GuestAgent, condition: string, deadline: Deadline): Promise<string | undefined> {
  const result = await execInGuest(agent, {
    command: "sh",
    args: ["-c", condition],
    user: "root",
    cwd: "/",
    env: {},
    input: undefined,
    deadline,
  });
  if (result.exitCode === 0) return undefined;
  return (result.stdout + result.stderr).trim() || `its condition exited with ${result.exitCode}`;
}
