// How many VMs a run may have at once: the option `maxVms`, counted over all of the run's processes.
import { formatOwner, thisOwner } from "../base/files/owner.ts";
import { memoryShares } from "./memory-shares.ts";

/** The run that a VM belongs to: a Vitest with its workers, or one program. */
export interface Run {
  /** Tells the run from all others on the host. */
  readonly id: string;
  /** How many VMs it may have at once, as its options say. */
  readonly maxVms?: number | undefined;
}

/** A limit that somebody has set. */
export interface RunLimit {
  /** 1 or more. */
  readonly maxVms: number;
  /** See {@link VitestRun.id}. */
  readonly run: string;
}

/** The run of a program that is none of another's: this process. */
export function ownRun(): Run {
  return { id: formatOwner(thisOwner) };
}

/** The limit of a run; undefined where nobody has set one. `DEMOTOOL_MAX_VMS` wins over the run's options. */
export function runLimit(run: Run, fromEnvironment: number | undefined): RunLimit | undefined {
  const maxVms = fromEnvironment ?? run.maxVms;
  return maxVms === undefined ? undefined : { maxVms, run: run.id };
}

/**
 * The locks that stand for the run's VMs; whoever holds one may have a VM. Projects of one run may have limits of their
 * own: the last numbers come first, so that the one with the higher limit leaves the others theirs.
 */
export function runPlaces({ maxVms, run }: RunLimit): readonly string[] {
  // There is no memory for more.
  const count = Math.min(maxVms, memoryShares);
  return Array.from({ length: count }, (_, index) => `run-${run}-vm-${count - index}`);
}

/**
 * Whether VMs share the host's cores: where as many as the run may have at once need more of them than there are.
 * Without a limit each VM waits for cores of its own.
 */
export function sharesCores(limit: RunLimit | undefined, cpus: number, cores: number): boolean {
  return limit !== undefined && limit.maxVms * cpus > cores;
}
