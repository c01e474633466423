// Prepares a VM with the user's own function.
import type { DemoOutput } from "../base/demo-output.ts";
import { DemotoolError, describeThrown, type ErrorParts } from "../base/errors.ts";
import { clipped } from "../base/geometry/region.ts";
import { log } from "../base/log.ts";
import { shortestMs } from "../base/time/check-duration.ts";
import { Deadline } from "../base/time/deadline.ts";
import { toTenths } from "../base/time/round.ts";
import { toSeconds } from "../base/time/seconds.ts";
import type { Preparation } from "../boot/launch-request.ts";
import type { StableScreenOptions } from "../screen/stable/stable-options.ts";
import type { Screen } from "../vm/screen.ts";
import { Vm } from "../vm/vm.ts";
import type { NamedPreparation } from "./preparation.ts";

/** The preparation of a VM failed (code `PREPARE`). */
export class PrepareError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("PREPARE", parts);
  }
}

/** Installing a large program under emulation takes many minutes. */
const prepareLimitMs = 3_600_000;

/** Time limit of the wait for a stable screen at the end, besides the times of the user's own options. */
const stableWaitMs = 300_000;

/**
 * The preparation for a machine.
 *
 * @param stable when the screen counts as stable at the end
 * @param output where its screenshots and recordings go
 */
export function preparationFor(
  { digest, prepare }: NamedPreparation,
  stable: StableScreenOptions | undefined,
  output: DemoOutput,
  signal: AbortSignal | undefined,
): Preparation {
  return {
    digest,
    run: async (machine) => {
      const vm = new Vm(machine, output);
      const deadline = Deadline.after(prepareLimitMs, `preparation of ${vm.name}`, { signal });
      log.info("preparing the VM", { domain: vm.name });
      try {
        await deadline.race(Promise.resolve().then(() => prepare(vm)));
        await machine.recordings.end(output);
        await becomesStable(vm.screen, stable, deadline);
      } catch (error) {
        signal?.throwIfAborted();
        throw await failed(vm, error);
      }
      log.info("prepared", { domain: vm.name, seconds: toTenths(toSeconds(deadline.elapsed())) });
    },
  };
}

async function becomesStable(screen: Screen, stable: StableScreenOptions = {}, deadline: Deadline): Promise<void> {
  const { quiet = 0, busyTimeout = 0, ignore = [] } = stable;
  const limitMs = Math.min(stableWaitMs + quiet + busyTimeout, deadline.remaining());
  // The preparation may have changed the screen's size.
  const size = await screen.size();
  await screen.waitForStable({
    ...stable,
    ignore: ignore.flatMap((region) => clipped(region, size) ?? []),
    timeout: Math.max(shortestMs.work, quiet, limitMs),
  });
}

async function failed(vm: Vm, cause: unknown): Promise<PrepareError> {
  const screenshot = await vm.screenshot("prepare-failure").catch(() => undefined);
  return new PrepareError({
    headline: `the VM ${vm.name} could not be prepared: ${describeThrown(cause)}`,
    facts: { domain: vm.name, screenshot: screenshot?.path },
    ...(cause instanceof DemotoolError && cause.output !== undefined && { output: cause.output }),
    next: "see the cause and the screenshot; nothing is saved, and the next start prepares a fresh VM",
    cause,
  });
}
