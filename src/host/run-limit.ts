// The option `maxVms`: how many VMs a run may have at once, counted over all its processes.
import { programId } from "../base/process/program-id.ts";
import type { RunLimit } from "./place.ts";

/** The run that a VM belongs to: Vitest with its workers, or a single program. */
export interface Run {
  /** Identifies the run on the host. */
  readonly id: string;
  /** How many VMs it may have at once, according to its options. */
  readonly maxVms?: number | undefined;
}

/** Returns the run of a program outside of Vitest: this process. */
export function ownRun(): Run {
  return { id: programId };
}

/** Returns the limit of a run; undefined if none is set. `DEMOTOOL_MAX_VMS` overrides the run's options. */
export function runLimit(run: Run, fromEnvironment: number | undefined): RunLimit | undefined {
  const maxVms = fromEnvironment ?? run.maxVms;
  return maxVms === undefined ? undefined : { maxVms, run: run.id };
}

/**
 * Whether VMs share the host's cores: if the VMs that the run may have at once need more cores than the host has.
 * Without a limit, each VM waits for cores of its own.
 */
export function sharesCores(limit: RunLimit | undefined, cpus: number, cores: number): boolean {
  return limit !== undefined && limit.maxVms * cpus > cores;
}
