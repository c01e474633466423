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
}

/** Runs `vm.start` for a given user. */
export async function startProgram(
  context: ProgramContext,
  { command, args, user }: FailedCommand,
  { cwd, env, input, timeout }: StartOptions,
): Promise<GuestProgram> {
  const task = `start of ${command} in the guest`;
  const { machine, deadline: limit } = await withAgent(context.guest(), "start", timeout, task, command);
  return machine.work.run(limit.endedBy(context.ended), async (deadline) => {
    const job = { command, args, user, cwd, env: await environmentOf(machine, user, env, deadline), input };
    const started = await Program.start(machine.agent, job, deadline);
    const program = new GuestProgram(started, { command, args, user }, context);
    await program.checkStart(deadline);
    return program;
  });
}
