// A machine on its way to being ready, as a test scripts it: no domain, no agent, no screen.

import { guestAgent } from "../../src/guest/agent.ts";
import { GuestError } from "../../src/guest/errors.ts";
import type { Domain } from "../../src/libvirt/domain.ts";
import type { BootingMachine } from "../../src/readiness/condition.ts";

/** What the machine shows. */
export interface MachineScript {
  /** What libvirt reports, look by look; the last one stays. Default: running. */
  readonly states?: readonly string[];
  readonly hasAgent?: boolean;
  /** Whether an agent is found when it is searched for again. */
  readonly findsAgent?: boolean;
}

/** A machine that shows what the script says; its agent and its screen cannot be reached. */
export function scriptedMachine({ states = ["running"], hasAgent = false, findsAgent }: MachineScript): BootingMachine {
  let looks = 0;
  const domain = {
    name: "demo-scripted",
    state: async () => states[Math.min(looks++, states.length - 1)],
    xml: async () => "<domain/>",
  };
  const machine: BootingMachine = {
    domain: domain as unknown as Domain,
    agent: guestAgent(() => Promise.reject(new GuestError({ headline: "no agent", next: "none" }))),
    vncPort: 9,
    hasAgent,
    findAgent: async () => {
      machine.hasAgent ||= findsAgent ?? false;
      return machine.hasAgent;
    },
    vnc: () => Promise.reject(new Error("no screen")),
  };
  return machine;
}
