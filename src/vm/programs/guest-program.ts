// The handle of a program that stays in the guest.
import { checkOneOf } from "../../base/check.ts";
import { describeThrown, tail } from "../../base/errors.ts";
import type { Actor } from "../../base/journal/actor.ts";
import type { ActionDetails } from "../../base/journal/kinds.ts";
import { log } from "../../base/log.ts";
import { anySignal } from "../../base/time/abort.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { CommandError, type FailedCommand } from "../../guest/command-error.ts";
import type { ExecResult } from "../../guest/exec-result.ts";
import type { Program, ProgramExit, ProgramState } from "../../guest/programs/program.ts";
import { type GuestAccess, withAgent } from "../in-guest.ts";

/** Options of the methods of a {@link GuestProgram}. */
export interface ProgramOptions {
  /** Time limit in milliseconds. Default 300_000. */
  readonly timeout?: number;
  /** Ends the call with an `AbortedError`. The demo's or test's own signal does so, too. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link GuestProgram.wait}. */
export interface ProgramWaitOptions extends ProgramOptions {
  /** Whether an exit code other than 0 is an error, a `CommandError`. Default true. */
  readonly reject?: boolean;
}

/** The signals that end programs. */
export type EndSignal = (typeof endSignals)[number];

const endSignals = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGKILL"] as const;

/** What a handle needs of its VM. */
export interface ProgramContext {
  /** Gives the guest that the program runs in. */
  readonly guest: () => GuestAccess;
  readonly actor: Actor;
  /** Aborts when the VM is removed. */
  readonly ended: AbortSignal;
}

type ProgramAction = Extract<keyof ActionDetails, `program.${string}`>;

/** Milliseconds after its start in which a failing program is reported in the log, and between two looks at it. */
const watchMs = 30_000;
const lookMs = 1000;

/** The next step of the error for a program that fails at its start. */
const startNext = "its output above, if any, says why; vm.exec gives the result of a program that is to end";

/**
 * A program that runs in the guest, made by `vm.start`. It runs until it ends by itself, is killed, or the VM is
 * removed; `await using` kills it at the end of the block. When the guest is reverted to a snapshot that was taken
 * before the program was started, it is gone.
 */
export class GuestProgram implements AsyncDisposable {
  /** The program, as it was given. */
  readonly command: string;
  readonly args: readonly string[];
  /** The guest's user that it runs as. */
  readonly user: string;
  readonly #program: Program;
  readonly #context: ProgramContext;
  /** Aborts when the caller asks for the end itself. */
  readonly #awaited = new AbortController();

  constructor(program: Program, { command, args, user }: FailedCommand, context: ProgramContext) {
    this.#program = program;
    this.command = command;
    this.args = args;
    this.user = user;
    this.#context = context;
  }

  /** Its process in the guest; undefined if it could not be started at all. */
  get pid(): number | undefined {
    return this.#program.pid;
  }

  /**
   * Whether it runs at this moment.
   *
   * @throws {TimeoutError} when the guest does not answer within `options.timeout` (default 300_000 ms)
   * @throws {AbortedError} when the demo's signal ends it
   */
  async running(options: ProgramOptions = {}): Promise<boolean> {
    return (await this.#act("program.running", options, (deadline) => this.#program.state(deadline))) === "running";
  }

  /**
   * How it ended; undefined while it runs.
   *
   * @throws {GuestError} when the guest does not know it any more, for example after a reboot
   * @throws the errors of {@link running}
   */
  async exit(options: ProgramOptions = {}): Promise<ProgramExit | undefined> {
    return this.#act("program.exit", options, async (deadline) => {
      const state = await this.#program.state(deadline);
      return state === "running" ? undefined : this.#exitOf(state, deadline);
    });
  }

  /**
   * The end of what it has printed so far: standard output and standard error in the order in which they came, up to
   * 768 KiB, and at least its last 256 KiB or 256 lines. It holds what the guest has sent, escape sequences included.
   *
   * @throws {GuestError} when the guest does not know it any more, for example after a reboot
   * @throws the errors of {@link running}
   */
  async output(options: ProgramOptions = {}): Promise<string> {
    return this.#act("program.output", options, (deadline) => this.#program.output(deadline));
  }

  /**
   * Waits until it ends, and returns how.
   *
   * @throws {CommandError} when it ends with another exit code than 0, unless `options.reject` is false
   * @throws {GuestError} when the guest does not know it any more, for example after a reboot
   * @throws {TimeoutError} when it runs for longer than `options.timeout` (default 300_000 ms); it runs on then
   * @throws {AbortedError} when the demo's signal ends the wait
   */
  async wait({ reject = true, ...options }: ProgramWaitOptions = {}): Promise<ProgramExit> {
    return this.#act("program.wait", options, async (deadline) => {
      this.#awaited.abort();
      const exit = await this.#program.ended(deadline);
      if (exit.failed && reject) throw new CommandError(this, await this.#result(exit, deadline));
      return exit;
    });
  }

  /**
   * Ends it and what it started: sends a signal, kills what is left after 5 s, and returns how it ended. Does nothing
   * where it has ended.
   *
   * @param signal asks the program to end
   * @throws {OptionError} when the signal is none of `SIGTERM`, `SIGINT`, `SIGHUP`, `SIGQUIT` and `SIGKILL`
   * @throws {GuestError} when the guest does not know it any more, for example after a reboot
   * @throws the errors of {@link running}
   */
  async kill(signal: EndSignal = "SIGTERM", options: ProgramOptions = {}): Promise<ProgramExit> {
    checkOneOf("signal", signal, endSignals, { of: "a program's kill" });
    return this.#act("program.kill", options, async (deadline) => {
      this.#awaited.abort();
      await this.#program.kill(signal, deadline);
      return this.#program.ended(deadline);
    });
  }

  /** Ends it, unless it has ended or the VM is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#context.ended.aborted) return;
    const isGone = (await this.#act("program.running", {}, (deadline) => this.#program.state(deadline))) === "gone";
    if (!isGone) await this.kill();
  }

  /**
   * Checks that it has not failed at its start; from then on, a failure within half a minute is a warning in the log.
   *
   * @throws {CommandError} when it has failed already
   */
  async checkStart(deadline: Deadline): Promise<void> {
    const state = await this.#program.state(deadline);
    if (state === "running" || state === "gone") return void this.#watch();
    if (state.failed) throw new CommandError(this, await this.#result(state, deadline), startNext);
  }

  /** Reports a failure of the program in the log, unless the caller asks for its end. */
  #watch(): void {
    const { guest, ended } = this.#context;
    const { machine } = guest();
    const limit = Deadline.after(watchMs, "watching a program", { signal: anySignal([ended, this.#awaited.signal]) });
    const watching = machine.work.run(limit, async (deadline) => {
      const exit = await this.#program.ended(deadline, lookMs);
      if (!exit.failed) return;
      const { headline, stdout } = new CommandError(this, await this.#result(exit, deadline));
      log.warn(headline, { user: this.user, output: tail(stdout, 1) });
    });
    watching.catch((error: unknown) => log.debug("a program is no longer watched", { reason: describeThrown(error) }));
  }

  async #act<T>(
    kind: ProgramAction,
    { timeout, signal }: ProgramOptions,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    const { actor, guest, ended } = this.#context;
    const details = { command: this.command, pid: this.pid };
    return actor.act({ kind, details }, async (action) => {
      const limited = { method: kind, task: `${kind} of ${this.command}`, timeout, own: signal, what: this.command };
      const { machine, deadline } = await withAgent(guest(), limited);
      const result = await machine.work.run(deadline.endedBy(ended), work);
      if (isExit(result)) action.add({ exitCode: result.exitCode });
      return result;
    });
  }

  async #exitOf(state: Exclude<ProgramState, "running">, deadline: Deadline): Promise<ProgramExit> {
    return state === "gone" ? this.#program.ended(deadline) : state;
  }

  async #result(exit: ProgramExit, deadline: Deadline): Promise<ExecResult> {
    return { ...exit, stdout: await this.#program.output(deadline), stderr: "", truncated: false };
  }
}

function isExit(result: unknown): result is ProgramExit {
  return typeof result === "object" && result !== null && "exitCode" in result;
}
