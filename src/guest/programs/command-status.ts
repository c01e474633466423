// Tells whether a command in the guest has ended, also after its agent was restarted.
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../agent.ts";
import type { ExecStatus } from "../answers.ts";
import { GuestError } from "../errors.ts";
import { readIfThere } from "../files.ts";
import { whenAgentReturns } from "./agent-gap.ts";
import { isRunning, parseEnd, parseProcess } from "./process-state.ts";

/** The status of one command that the agent has started. */
export class CommandStatus {
  readonly #agent: GuestAgent;
  readonly #pid: number;
  readonly #endPath: string;

  /** @param endPath the file in the guest that gets the command's exit code */
  constructor(agent: GuestAgent, pid: number, endPath: string) {
    this.#agent = agent;
    this.#pid = pid;
    this.#endPath = endPath;
  }

  /**
   * Asks whether the command has ended.
   *
   * @throws {GuestError} when it was killed together with what notes its end, and the agent was restarted meanwhile
   * @throws what the agent throws
   */
  async ask(deadline: Deadline): Promise<ExecStatus> {
    return whenAgentReturns(this.#agent, deadline, async () => {
      try {
        return await this.#agent.call("guest-exec-status", { pid: this.#pid }, deadline);
      } catch (error) {
        deadline.throwIfOver();
        if (error instanceof GuestError || this.#agent.isAway(error)) throw error;
        // A new agent knows no process of the old one.
        return await this.#askFiles(error, deadline);
      }
    });
  }

  async #askFiles(error: unknown, deadline: Deadline): Promise<ExecStatus> {
    const end = await readIfThere(this.#agent, this.#endPath, deadline);
    if (end === undefined) throw error;
    const exitcode = parseEnd(end);
    if (exitcode !== undefined) return { exited: true, exitcode };
    const process = parseProcess((await readIfThere(this.#agent, `/proc/${this.#pid}/stat`, deadline)) ?? "");
    if (process !== undefined && isRunning(process)) return { exited: false };
    throw new GuestError({
      headline: "a command in the guest has ended, and its exit code is lost",
      facts: { pid: this.#pid },
      next: "run it again: it was killed while the guest agent was restarted",
      cause: error,
    });
  }
}
