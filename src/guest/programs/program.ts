// A program that stays in the guest: starts it, tells whether it runs, reads its output, ends it.
import { randomUUID } from "node:crypto";
import { describeThrown } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { pauseFor } from "../../base/time/poll.ts";
import type { GuestAgent } from "../agent.ts";
import type { ExecStatus } from "../answers.ts";
import type { LaunchedCommand } from "../command-line.ts";
import { GuestError } from "../errors.ts";
import { signalOf } from "../exec-result.ts";
import { readIfThere, writeContent } from "../files.ts";
import { runScript } from "../script.ts";
import { whenAgentReturns } from "./agent-gap.ts";
import { isRunning, type ProcessState, parseEnd, parseProcess } from "./process-state.ts";
import { killScript, outputScript, startLine } from "./starter.ts";

/** How a program in the guest ended. */
export interface ProgramExit {
  /** 128 + n for a program that signal n ended, as in a shell. */
  readonly exitCode: number;
  /** The signal that ended it, such as `SIGKILL`, by its exit code. */
  readonly signal: NodeJS.Signals | undefined;
  /** Whether the exit code is another than 0. */
  readonly failed: boolean;
}

/** A program to start. */
export interface ProgramJob extends LaunchedCommand {
  readonly input: string | Uint8Array | undefined;
}

/** The state of a program: it runs, it has ended, or the guest no longer knows it. */
export type ProgramState = "running" | "gone" | ProgramExit;

/** Milliseconds in which a program that fails at its start usually ends; that long it is watched. */
const earlyEndMs = 500;

/** Milliseconds between a program's end and the note of its exit code, at most. */
const noteMs = 5000;

const pollMs = { first: 20, longest: 500 } as const;

/** Attempts to read an output that grows faster than it is read. */
const outputAttempts = 5;

/** Milliseconds for ending a program whose start was aborted. */
const cleanUpMs = 15_000;

/** A program that was started in a guest. It stays known while the guest runs, whatever becomes of the agent. */
export class Program {
  readonly #agent: GuestAgent;
  readonly #prefix: string;
  readonly #process: ProcessState | undefined;

  private constructor(agent: GuestAgent, prefix: string, process: ProcessState | undefined) {
    this.#agent = agent;
    this.#prefix = prefix;
    this.#process = process;
  }

  /**
   * Starts a program, and returns once it runs and has not failed within half a second. When the wait ends early, the
   * program is ended.
   *
   * @throws {GuestError} when the agent cannot start it
   * @throws the deadline's error when it is over first
   */
  static async start(agent: GuestAgent, job: ProgramJob, deadline: Deadline): Promise<Program> {
    const prefix = `/run/demotool-${randomUUID()}`;
    const stdin = job.input === undefined ? "/dev/null" : `${prefix}.in`;
    if (job.input !== undefined) await writeContent(agent, stdin, job.input, deadline);
    const { path, args, environment } = startLine(job, prefix, stdin);
    const starting = agent.call("guest-exec", { path, arg: args, env: environment, "capture-output": true });
    try {
      const { pid } = await deadline.race(starting);
      return await appeared(agent, pid, prefix, deadline);
    } catch (error) {
      await endStarted(agent, starting, prefix);
      throw error;
    }
  }

  /** Finds a program by the prefix of its files; undefined while it has not appeared. */
  static async find(agent: GuestAgent, prefix: string, deadline: Deadline): Promise<Program | undefined> {
    const stat = await read(agent, `${prefix}.pid`, deadline);
    const program = new Program(agent, prefix, parseProcess(stat ?? ""));
    if (program.pid !== undefined) return program;
    const end = parseEnd((await read(agent, `${prefix}.end`, deadline)) ?? "");
    return end === undefined ? undefined : program;
  }

  /** Its process's number in the guest; undefined if it could not be started at all. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Tells whether it runs, or how it ended. */
  async state(deadline: Deadline): Promise<ProgramState> {
    const noted = Deadline.after(noteMs, "the note of a program's end", { signal: deadline.signal });
    for (;;) {
      const end = await read(this.#agent, `${this.#prefix}.end`, deadline);
      if (end === undefined) return "gone";
      const exitCode = parseEnd(end);
      if (exitCode !== undefined) return { exitCode, signal: signalOf(exitCode), failed: exitCode !== 0 };
      if (await this.#runs(deadline)) return "running";
      // It has just ended, or was killed together with what notes its end.
      if (noted.remaining() === 0) return "gone";
      await pauseFor(deadline, pollMs.first);
    }
  }

  /**
   * Waits until it ends.
   *
   * @param longestPauseMs milliseconds between two looks at it, at most
   * @throws {GuestError} when the guest no longer knows it
   * @throws the deadline's error when it is over first
   */
  async ended(deadline: Deadline, longestPauseMs: number = pollMs.longest): Promise<ProgramExit> {
    for (let pause: number = pollMs.first; ; pause = Math.min(pause * 1.5, longestPauseMs)) {
      const state = await this.state(deadline);
      if (state === "gone") throw this.#isGone();
      if (state !== "running") return state;
      await pauseFor(deadline, pause);
    }
  }

  /**
   * The end of what it has printed so far, standard output and standard error in the order in which they came.
   *
   * @throws {GuestError} when the guest no longer knows it
   */
  async output(deadline: Deadline): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const { exitCode, output } = await this.#run(outputScript, [], deadline);
      if (exitCode === 0) return output;
      if ((await this.state(deadline)) === "gone") throw this.#isGone();
      if (attempt === outputAttempts) return output;
    }
  }

  /**
   * Sends a signal to it and to what it started, and kills what is left 5 s later. Does nothing where it has ended.
   *
   * @param signal its name, such as `SIGTERM`
   */
  async kill(signal: NodeJS.Signals, deadline: Deadline): Promise<void> {
    await this.#run(killScript, [signal.replace(/^SIG/, "")], deadline);
  }

  async #run(script: string, args: readonly string[], deadline: Deadline): ReturnType<typeof runScript> {
    return whenAgentReturns(this.#agent, deadline, () =>
      runScript(this.#agent, script, [this.#prefix, ...args], deadline),
    );
  }

  async #runs(deadline: Deadline): Promise<boolean> {
    if (this.#process === undefined) return false;
    const now = parseProcess((await read(this.#agent, `/proc/${this.#process.pid}/stat`, deadline)) ?? "");
    return now !== undefined && now.startTime === this.#process.startTime && isRunning(now);
  }

  #isGone(): GuestError {
    return new GuestError({
      headline: "the guest does not know the program any more",
      facts: { pid: this.pid },
      next: "start it again: the guest was reverted to an earlier snapshot or rebooted, or all its processes were killed",
    });
  }
}

/** Waits until a program that is being started has appeared, and has not failed for half a second. */
async function appeared(agent: GuestAgent, pid: number, prefix: string, deadline: Deadline): Promise<Program> {
  let program: Program | undefined;
  for (let pause: number = pollMs.first; program === undefined; pause = Math.min(pause * 1.5, pollMs.longest)) {
    const starter = await agent.call("guest-exec-status", { pid }, deadline).catch(() => undefined);
    deadline.throwIfOver();
    program = await Program.find(agent, prefix, deadline);
    if (program === undefined && starter?.exited) throw notStarted(starter);
    if (program === undefined) await pauseFor(deadline, pause);
  }
  const watched = performance.now() + earlyEndMs;
  while ((await program.state(deadline)) === "running" && performance.now() < watched) {
    await pauseFor(deadline, pollMs.first * 2);
  }
  return program;
}

function notStarted({ exitcode, "err-data": output }: ExecStatus): GuestError {
  return new GuestError({
    headline: "the guest could not start the program",
    facts: { exitCode: exitcode },
    output: output?.toString() ?? "",
    next: "check the guest's free space in /run (df), and its programs sh, setsid, dd and runuser",
  });
}

/** The content of a file; undefined if there is no such file. Waits while the agent is away. */
async function read(agent: GuestAgent, path: string, deadline: Deadline): Promise<string | undefined> {
  return whenAgentReturns(agent, deadline, () => readIfThere(agent, path, deadline));
}

/** Ends a program whose start was aborted. What cannot be ended disappears with the VM. */
async function endStarted(agent: GuestAgent, starting: Promise<unknown>, prefix: string): Promise<void> {
  using limit = Deadline.after(cleanUpMs, "ending a program in the guest");
  const end = async (): Promise<void> => {
    await starting;
    await runScript(agent, `${killScript}\nrm -f "$1".*`, [prefix, "KILL"], limit);
  };
  await limit
    .race(end())
    .catch((error: unknown) => log.debug("could not end a program in the guest", { reason: describeThrown(error) }));
}
