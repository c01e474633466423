// Waits until a reverted machine is ready again.
import { addFacts, TimeoutError } from "../../base/errors.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../../guest/agent.ts";
import type { Domain } from "../../libvirt/domain.ts";
import { awaitReady } from "../../readiness/await-ready.ts";
import type { BootingMachine } from "../../readiness/condition.ts";
import type { RevertPlan } from "../../readiness/plan.ts";
import { ReadinessProgress } from "../../readiness/readiness-progress.ts";
import { reverted } from "../../readiness/sequences.ts";
import type { VncClient } from "../../rfb/connect.ts";

/** The parts of a machine that the wait needs. */
export interface RevertedMachine {
  readonly domain: Domain;
  readonly vncPort: number;
  /** The agent for the caller that blocks all other requests. */
  readonly innerAgent: GuestAgent;
  readonly hasAgent: boolean;
  vnc(): Promise<VncClient>;
}

/**
 * Waits for the screen, the agent, the clock and the keyboard LEDs.
 *
 * @throws {TimeoutError} when a stage is not reached in time; the facts name it
 */
export async function awaitReverted(machine: RevertedMachine, plan: RevertPlan, deadline: Deadline): Promise<void> {
  const domain = machine.domain.name;
  const progress = new ReadinessProgress(domain, deadline, "revert");
  try {
    await awaitReady(reverted, inside(machine), plan, progress);
  } catch (error) {
    const { stage, seen } = progress;
    if (error instanceof TimeoutError) addFacts(error, { domain, snapshot: plan.snapshot, stage, seen });
    throw error;
  }
}

/** The machine with the agent that works while all other requests are blocked. */
function inside(machine: RevertedMachine): BootingMachine {
  const { domain, vncPort, innerAgent: agent, hasAgent } = machine;
  return { domain, vncPort, agent, hasAgent, findAgent: async () => hasAgent, vnc: () => machine.vnc() };
}
