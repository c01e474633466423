// A scripted machine that is becoming ready: no domain, no agent, no screen.

import { guestAgent } from "../../src/guest/agent.ts";
import { GuestError } from "../../src/guest/errors.ts";
import type { Domain } from "../../src/libvirt/domain.ts";
import type { BootingMachine } from "../../src/readiness/condition.ts";

/** The script. */
export interface MachineScript {
  /** libvirt's reports, one per look; the last one repeats. Default: running. */
  readonly states?: readonly string[];
  readonly hasAgent?: boolean;
  /** Whether a second search finds an agent. */
  readonly findsAgent?: boolean;
}

/** A machine that follows the script; its agent and its screen cannot be reached. */
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
