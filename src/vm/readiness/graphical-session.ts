// Ready, part: the demo user's graphical session is up, as the image's own condition sees it.

import { Deadline } from "../../base/deadline.ts";
import { pauseFor } from "../../base/poll.ts";
import type { GuestAgent } from "../../guest/agent.ts";
import { execInGuest } from "../../guest/exec.ts";
import type { StageContext } from "./stage.ts";

/** Waits until a shell command, run as root in the guest, exits with 0; what it prints says what is missing. */
export async function conditionHolds(agent: GuestAgent, condition: string, context: StageContext): Promise<void> {
  const { deadline, saw } = context;
  for (;;) {
    const attempt = Deadline.after(60, "asking the guest whether it is ready", { signal: deadline.signal });
    const result = await execInGuest(agent, {
      command: "sh",
      args: ["-c", condition],
      user: "root",
      cwd: "/",
      env: {},
      input: undefined,
      deadline: attempt,
    });
    if (result.exitCode === 0) return;
    saw((result.stdout + result.stderr).trim() || `its condition exits with ${result.exitCode}`);
    // The question itself costs the guest time that its boot needs: ask half of the time at most.
    await pauseFor(deadline, Math.max(0.3, attempt.elapsed()));
  }
}
