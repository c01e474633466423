// The ways to a ready VM, tried in order: what an earlier one did not have yet is kept for the next VM.
import { log } from "../base/log.ts";
import type { Machine } from "../machine/machine.ts";
import type { PreparedHost } from "./prepare-host.ts";

/** One way to a ready VM. */
export interface Start {
  /** For the log. */
  readonly name: string;
  /** A ready VM; undefined: this way is closed, and the next one in the list is tried. */
  attempt(host: PreparedHost): Promise<Machine | undefined>;
  /** Brings the VM of a later start to where this start would have brought it. */
  complete?(machine: Machine): Promise<void>;
  /** Keeps the VM's state, for the next VM to begin with this start. False: the VM did not survive that. */
  keep?(host: PreparedHost, machine: Machine): Promise<boolean>;
  /** Releases what {@link attempt} holds for {@link keep}. Called once, whatever came before. */
  release?(): Promise<void>;
}

/**
 * The VM of the first start in the list that has one. Each start before it completes and keeps that VM, the nearest
 * first. A VM that does not survive being kept is replaced by another one, which is not kept.
 */
export async function firstToStart(host: PreparedHost, [start, ...later]: readonly Start[]): Promise<Machine> {
  if (start === undefined) throw new Error("the list of starts is empty");
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
