// What a readiness condition is: one stage of a boot, and how to wait for it.
import type { GuestAgent } from "../guest/agent.ts";
import type { Domain } from "../libvirt/domain.ts";
import type { VncClient } from "../rfb/connect.ts";

/** A machine on its way to being ready. */
export interface BootingMachine {
  readonly domain: Domain;
  readonly agent: GuestAgent;
  readonly vncPort: number;
  /** Whether the guest has an agent, as far as is known. */
  hasAgent: boolean;
  /** Looks whether the guest has an agent by now. */
  findAgent(): Promise<boolean>;
  /** The machine's VNC connection. */
  vnc(): Promise<VncClient>;
}
