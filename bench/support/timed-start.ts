// Times the start and the end of one demo.
import { startDemo } from "../../src/demo/demo.ts";
import type { Vm } from "../../src/vm/vm.ts";

/** How a demo's VM starts. */
export interface StartOptions {
  /** From a saved desktop if there is one. */
  readonly warm: boolean;
  /** Uses the ready VM; its time is not counted. */
  readonly body?: (vm: Vm) => Promise<void>;
}

/** Seconds. */
export interface StartTimes {
  /** From the call of `startDemo` to the ready VM, with all checks, waits and sweeps. */
  readonly ready: number;
  /** From the VM's disposal until domain, overlay and connections are gone. */
  readonly teardown: number;
}

/** Starts the default image's VM, passes it to the body, and removes it. */
export async function timedStart({ warm, body }: StartOptions): Promise<StartTimes> {
  const start = performance.now();
  await using demo = await startDemo("bench start");
  const vm = await demo.vm(undefined, { warm });
  const ready = performance.now();
  await body?.(vm);
  const end = performance.now();
  await vm[Symbol.asyncDispose]();
  return { ready: (ready - start) / 1000, teardown: (performance.now() - end) / 1000 };
}
