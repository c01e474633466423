// Prepares a VM: does to it, once, what every fresh one is to have.

import type { DemoOutput } from "../base/demo-output.ts";
import { DemotoolError, describeThrown, type ErrorParts } from "../base/errors.ts";
import { log } from "../base/log.ts";
import { Deadline } from "../base/time/deadline.ts";
import type { Preparation } from "../boot/launch-request.ts";
import { Vm } from "../vm/vm.ts";
import type { NamedPreparation } from "./preparation.ts";

/** The preparation could not be done (code `PREPARE`). */
export class PrepareError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("PREPARE", parts);
  }
}

/** Seconds: installing a large program under emulation takes many minutes. */
const limit = 3600;

/**
 * The preparation as it is done to a machine.
 *
 * @param output where its pictures and recordings go
 */
export function preparationFor(
  { digest, prepare }: NamedPreparation,
  output: DemoOutput,
  signal: AbortSignal | undefined,
): Preparation {
  return {
    digest,
    run: async (machine) => {
      const vm = new Vm(machine, output);
      const deadline = Deadline.after(limit, `preparation of ${vm.name}`, { signal });
      log.info("preparing the VM", { domain: vm.name });
      try {
        await deadline.race(Promise.resolve().then(() => prepare(vm)));
        await machine.recordings.end(output);
        await vm.screen.waitForStable({ timeout: Math.min(300, deadline.remaining()) });
      } catch (error) {
        signal?.throwIfAborted();
        throw await failed(vm, error);
      }
      log.info("prepared", { domain: vm.name, seconds: Math.round(deadline.elapsed() * 10) / 10 });
    },
  };
}

async function failed(vm: Vm, cause: unknown): Promise<PrepareError> {
  const screenshot = await vm.screenshot("prepare-failure").catch(() => undefined);
  return new PrepareError({
    headline: `the VM ${vm.name} could not be prepared: ${describeThrown(cause)}`,
    facts: { domain: vm.name, screenshot: screenshot?.path },
    next: "see the cause and the screenshot; nothing of it is kept: the next start prepares a fresh VM",
    cause,
  });
}
