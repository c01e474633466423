// The interface of a readiness condition: one stage on the way to a ready machine, and how to wait for it.
import type { Deadline } from "../base/time/deadline.ts";
import type { GuestAgent } from "../guest/agent.ts";
import type { Domain } from "../libvirt/domain.ts";
import type { VncClient } from "../rfb/connect.ts";

/** A machine that is becoming ready. */
export interface BootingMachine {
  readonly domain: Domain;
  readonly agent: GuestAgent;
  readonly vncPort: number;
  /** Whether the guest is known to have an agent. */
  hasAgent: boolean;
  /** Checks again whether the guest has an agent. */
  findAgent(): Promise<boolean>;
  /** The machine's VNC connection. */
  vnc(): Promise<VncClient>;
}

/** The context of a condition's wait. */
export interface StageContext {
  /** Ends the wait: its time limit, an abort, or the end of the domain. */
  readonly deadline: Deadline;
  /** Records what the condition saw last, for the error when the stage is not reached. */
  saw(what: string): void;
}

/**
 * One condition of readiness. `Plan` is the part of the plan that it reads; a list of conditions needs a plan with the
 * parts of all of them.
 */
export interface ReadinessCondition<Plan = object> {
  /** The stage's name in log lines and errors. */
  readonly stage: string;
  /** Whether the machine waits for this condition, evaluated when its turn comes. Default: yes. */
  readonly applies?: (machine: BootingMachine, plan: Plan) => boolean | Promise<boolean>;
  /**
   * Waits until the condition holds. May resolve with further conditions, which come next.
   *
   * @throws the deadline's error when it is over
   */
  readonly reach: (
    machine: BootingMachine,
    plan: Plan,
    context: StageContext,
  ) => Promise<readonly ReadinessCondition<Plan>[] | undefined>;
}

/** A step of a {@link Sequence}: waits for a condition, or starts waiting for one that comes later. */
export type Step<Plan> = ReadinessCondition<Plan> | { readonly begin: ReadinessCondition<Plan> };

/** Conditions in the order in which a machine waits for them. */
export type Sequence<Plan> = readonly Step<Plan>[];

/** Returns a step that starts waiting for a later condition of the sequence, in parallel with those in between. */
export function begin<Plan>(condition: ReadinessCondition<Plan>): Step<Plan> {
  return { begin: condition };
}
