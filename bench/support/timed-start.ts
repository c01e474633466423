// One demo from its start to its end, with the time of each.
import { startDemo } from "../../src/demo/demo.ts";
import type { Vm } from "../../src/vm/vm.ts";

/** How a demo's VM starts. */
export interface StartOptions {
  /** From a saved desktop where there is one. */
  readonly warm: boolean;
  /** What to do with the ready VM; its time is not counted. */
  readonly body?: (vm: Vm) => Promise<void>;
}

/** Seconds. */
export interface StartTimes {
  /** From the call of `startDemo` to the ready VM: image check, slot, sweeps and all. */
  readonly ready: number;
  /** From the VM's disposal until domain, overlay and connections are gone. */
  readonly teardown: number;
}

/** Starts the default image's VM, hands it to the body, removes it. */
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
