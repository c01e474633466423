// Watches a VM that starts, so that a wait for it ends as soon as it is off or stands still.
import { sampleProcess } from "../base/process/qemu-process.ts";
import type { Deadline } from "../base/time/deadline.ts";
import { pauseFor } from "../base/time/poll.ts";
import type { Domain } from "../libvirt/domain.ts";
import type { VmStoppedError } from "./errors.ts";
import { Standstill } from "./standstill.ts";
import { isStoppedAtStart } from "./standstill-errors.ts";
import { processAfterMs, qemuWith, StoppedProcess } from "./stopped-process.ts";

/** Milliseconds between two looks at the domain. */
const lookMs = 500;

/** While a VM starts, its memory may be loaded or saved. */
const starting = { pauses: true };

/** A deadline that ends as soon as the domain is off. Disposing of it ends the watch. */
export interface Watch extends Disposable {
  readonly deadline: Deadline;
}

/** Watches a domain. The deadline ends with a {@link VmStoppedError} when the domain is off or stands still. */
export function whileAlive(domain: Domain, outer: Deadline): Watch {
  const standstill = new Standstill(domain);
  return watch(outer, () => standstill.look(starting));
}

/**
 * Watches QEMU while libvirt starts it, which waits for its first answer for ever. The deadline ends with a
 * {@link VmStoppedError} when the process is stopped.
 *
 * @param name the domain's name
 * @param disk which only this VM uses
 */
export function whileStarting(name: string, disk: string, outer: Deadline): Watch {
  const stopped = new StoppedProcess();
  const look = async (): Promise<VmStoppedError | undefined> => {
    const pid = qemuWith(disk);
    const sample = pid === undefined ? undefined : await sampleProcess(pid);
    return stopped.look(sample) ? isStoppedAtStart(name, pid) : undefined;
  };
  return watch(outer, look, processAfterMs);
}

/** Throws a {@link VmStoppedError} if the domain is off. */
export async function requireAlive(domain: Domain): Promise<void> {
  const stopped = await new Standstill(domain).look(starting);
  if (stopped) throw stopped;
}

type Look = () => Promise<VmStoppedError | undefined>;

function watch(outer: Deadline, look: Look, afterMs = 0): Watch {
  const end = new AbortController();
  const deadline = outer.endedBy(end.signal);
  void repeat(look, deadline, afterMs).catch((reason: unknown) => end.abort(reason));
  return { deadline, [Symbol.dispose]: () => end.abort(new Error("the watch has ended")) };
}

async function repeat(look: Look, deadline: Deadline, afterMs: number): Promise<never> {
  if (afterMs > 0) await pauseFor(deadline, afterMs);
  for (;;) {
    const stopped = await look();
    if (stopped) throw stopped;
    await pauseFor(deadline, lookMs);
  }
}
