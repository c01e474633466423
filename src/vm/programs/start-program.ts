// Starts a program that stays in a VM's guest.
import type { FailedCommand } from "../../guest/command-error.ts";
import { Program } from "../../guest/programs/program.ts";
import { environmentOf, withAgent } from "../in-guest.ts";
import { GuestProgram, type ProgramContext } from "./guest-program.ts";

/** Options of starting a program in the guest. */
export interface StartOptions {
  /** The guest's user. Default `demo`. The program gets the environment of the user's desktop session. */
  readonly user?: string;
  /** Directory in the guest. Default: the user's home. */
  readonly cwd?: string;
  /** Added to the user's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input. Default: empty. */
  readonly input?: string | Uint8Array;
  /** Time limit in milliseconds for starting it; it then runs as long as it wants. Default 300_000. */
  readonly timeout?: number;
  /** Ends the start with an `AbortedError`. The demo's or test's own signal does so, too. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs `vm.start`. */
export async function startProgram(
  context: ProgramContext,
  { command, args, user }: FailedCommand,
  { cwd, env, input, timeout, signal }: StartOptions,
): Promise<GuestProgram> {
  return context.actor.act({ kind: "start", details: { command, args, user } }, async (action) => {
    const limited = { method: "start", task: `start of ${command} in the guest`, timeout, own: signal, what: command };
    const { machine, deadline: limit } = await withAgent(context.guest(), limited);
    return machine.work.run(limit.endedBy(context.ended), async (deadline) => {
      const job = { command, args, user, cwd, env: await environmentOf(machine, user, env, deadline), input };
      const started = await Program.start(machine.agent, job, deadline);
      const program = new GuestProgram(started, { command, args, user }, context);
      await program.checkStart(deadline);
      action.add({ pid: program.pid });
      return program;
    });
  });
}
