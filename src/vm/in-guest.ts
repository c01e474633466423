// Runs commands and copies files in a VM's guest within a time limit.
import type { Deadline } from "../base/time/deadline.ts";
import { copyIntoGuest } from "../guest/copy/copy-in.ts";
import { copyOutOfGuest } from "../guest/copy/copy-out.ts";
import type { CopyInOptions, CopyOptions } from "../guest/copy/job.ts";
import { GuestError } from "../guest/errors.ts";
import { type ExecOptions, execInGuest } from "../guest/exec.ts";
import type { ExecResult } from "../guest/exec-result.ts";
import { demoUser } from "../images/recipes/parts/demo-user.ts";
import type { Machine } from "../machine/machine.ts";
import { type LimitedTask, timeLimit } from "./durations.ts";

/** A VM and the signal of the demo that uses its guest. */
export interface GuestAccess {
  readonly machine: Machine;
  readonly signal: AbortSignal | undefined;
}

/** Runs `vm.exec` for a given user. */
export async function execOn(
  access: GuestAccess,
  command: string,
  args: readonly string[],
  { user, timeout, cwd, input, onStdout, onStderr, env }: ExecOptions & { readonly user: string },
): Promise<ExecResult> {
  const task = `${command} in the guest`;
  const { machine, deadline: limit } = await withAgent(access, { method: "exec", timeout, task, what: command });
  return machine.work.run(limit, async (deadline) => {
    const session = user === "root" ? {} : await deadline.race(machine.sessions.of(user));
    const job = { command, args, user, cwd, env: { ...session, ...env }, input, onStdout, onStderr, deadline };
    return execInGuest(machine.agent, job);
  });
}

/** Runs `vm.copyIn`; returns the file's size in bytes. */
export async function copyInto(
  access: GuestAccess,
  local: string,
  guest: string,
  { owner = demoUser.user, mode, timeout }: CopyInOptions,
): Promise<number> {
  const task = `copy of ${local} into the guest`;
  const { machine, deadline: limit } = await withAgent(access, { method: "copyIn", timeout, task });
  const job = { local, guest, user: owner };
  return machine.work.run(limit, (deadline) => copyIntoGuest(machine.copies, { ...job, deadline }, mode));
}

/** Runs `vm.copyOut`; returns the file's size in bytes. */
export async function copyOutOf(
  access: GuestAccess,
  guest: string,
  local: string,
  { timeout }: CopyOptions,
): Promise<number> {
  const task = `copy of ${guest} out of the guest`;
  const { machine, deadline: limit } = await withAgent(access, { method: "copyOut", timeout, task });
  const job = { local, guest, user: demoUser.user };
  return machine.work.run(limit, (deadline) => copyOutOfGuest(machine.copies, { ...job, deadline }));
}

/** A method that needs the guest's agent. */
export interface AgentTask extends Omit<LimitedTask, "signal"> {
  /** What needs the agent, for messages. Default: the method. */
  readonly what?: string;
}

/**
 * Checks that the guest has an agent; returns the VM and the deadline of a method that needs it.
 *
 * @throws {GuestError} when the guest has no agent
 * @throws {OptionError} when the limit is not a number of milliseconds from 1000 on
 */
export async function withAgent(
  { machine, signal }: GuestAccess,
  { what, ...limited }: AgentTask,
): Promise<{ readonly machine: Machine; readonly deadline: Deadline }> {
  // Made before the agent is searched for: the demo may end meanwhile.
  const deadline = timeLimit({ ...limited, signal });
  deadline.throwIfOver();
  await requireAgent(machine, what ?? limited.method);
  return { machine, deadline };
}

/** @throws {GuestError} when the guest has no agent, which `what` needs */
export async function requireAgent(machine: Machine, what: string): Promise<void> {
  if (await machine.findAgent()) return;
  throw new GuestError({
    headline: `${what} cannot run in the guest: its image has no guest agent`,
    facts: { domain: machine.domain.name, command: what },
    next: "install qemu-guest-agent in the image, or use an image that demotool builds",
  });
}
