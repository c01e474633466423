// How many VMs a run may have at once: the option `maxVms`, counted over all of the run's processes.
import { formatOwner, thisOwner } from "../base/files/owner.ts";
import type { RunLimit } from "./place.ts";

/** The run that a VM belongs to: a Vitest with its workers, or one program. */
export interface Run {
  /** Tells the run from all others on the host. */
  readonly id: string;
  /** How many VMs it may have at once, as its options say. */
  readonly maxVms?: number | undefined;
}

/** The run of a program that belongs to no other run: this process. */
export function ownRun(): Run {
  return { id: formatOwner(thisOwner) };
}

/** The limit of a run; undefined if none is set. `DEMOTOOL_MAX_VMS` wins over the run's options. */
export function runLimit(run: Run, fromEnvironment: number | undefined): RunLimit | undefined {
  const maxVms = fromEnvironment ?? run.maxVms;
  return maxVms === undefined ? undefined : { maxVms, run: run.id };
}

/**
 * Whether VMs share the host's cores: when the VMs that the run may have at once need more cores than there are. Without
 * a limit each VM waits for cores of its own.
 */
export function sharesCores(limit: RunLimit | undefined, cpus: number, cores: number): boolean {
  return limit !== undefined && limit.maxVms * cpus > cores;
}
