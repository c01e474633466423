// The ways to start a VM, tried in order: a state that an earlier one lacks is saved for the next VM.
import { log } from "../base/log.ts";
import type { Machine } from "../machine/machine.ts";
import type { PreparedHost } from "./prepare-host.ts";

/** One way to start a VM. */
export interface Start {
  /** For the log. */
  readonly name: string;
  /** Returns a ready VM; undefined: try the next way in the list. */
  attempt(host: PreparedHost): Promise<Machine | undefined>;
  /** Brings the VM of a later start into the state that this start would have restored. */
  complete?(machine: Machine): Promise<void>;
  /** Saves the VM's state for the next VM. False: the VM did not survive. */
  keep?(host: PreparedHost, machine: Machine): Promise<boolean>;
  /** Releases what {@link attempt} holds for {@link keep}. Called once in any case. */
  release?(): Promise<void>;
}

/**
 * The VM of the first start in the list that succeeds. Each start before it completes and saves that VM, the nearest
 * first. A VM that does not survive its save is replaced by another one, which is not saved.
 */
export async function firstToStart(host: PreparedHost, [start, ...later]: readonly Start[]): Promise<Machine> {
  if (start === undefined) throw new Error("no way to start the VM is left");
  log.debug(`start: ${start.name}`, { domain: host.request.name });
  try {
    return (await start.attempt(host)) ?? (await completed(host, start, later));
  } finally {
    await start.release?.();
  }
}

async function completed(host: PreparedHost, start: Start, later: readonly Start[]): Promise<Machine> {
  const make = async (): Promise<Machine> => {
    const machine = await firstToStart(host, later);
    await start.complete?.(machine);
    return machine;
  };
  const heldBefore = host.resources.held.length;
  const machine = await make();
  if (start.keep === undefined || (await start.keep(host, machine))) return machine;
  await host.resources.rewind(heldBefore);
  return make();
}
