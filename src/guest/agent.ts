// The QEMU guest agent: sends JSON requests and returns checked answers (qemu-ga-ref(7)).
import type { Deadline } from "../base/time/deadline.ts";
import { type AgentAnswer, type AgentCommand, answers, InvalidAnswer } from "./answers.ts";
import { GuestError } from "./errors.ts";

/** Sends one JSON request to the agent and returns its JSON answer. Supplied by the owner of the domain. */
export type AgentTransport = (request: string, timeoutMs: number) => Promise<string>;

/** The guest agent of one domain. */
export interface GuestAgent {
  /**
   * Calls an agent command.
   *
   * @param limit for the answer: milliseconds, or a deadline that ends the wait, too. Default 30_000
   * @throws {GuestError} when the answer is not what the command's documentation says
   * @throws the deadline's error when it is over first
   */
  call<Command extends AgentCommand>(
    command: Command,
    parameters?: Readonly<Record<string, unknown>>,
    limit?: number | Deadline,
  ): Promise<AgentAnswer<Command>>;
}

/** Milliseconds for an answer. */
const defaultLimitMs = 30_000;

/** Creates a guest agent on a transport. */
export function guestAgent(transport: AgentTransport): GuestAgent {
  return {
    async call(command, parameters = {}, limit = defaultLimitMs) {
      const request = JSON.stringify({ execute: command, arguments: parameters });
      if (typeof limit === "number") return resultOf(command, await transport(request, limit));
      limit.throwIfOver();
      // libvirt resynchronises with an agent that exceeds its limit, so a short deadline does not shorten that one.
      return resultOf(command, await limit.race(transport(request, defaultLimitMs)));
    },
  };
}

function resultOf<Command extends AgentCommand>(command: Command, answer: string): AgentAnswer<Command> {
  try {
    return answers[command](returned(answer)) as AgentAnswer<Command>;
  } catch (error) {
    const reason = error instanceof InvalidAnswer ? error.message : "it cannot be read";
    throw new GuestError({
      headline: `the guest agent's answer to ${command} is invalid: ${reason}`,
      output: answer.slice(0, 2000),
      next: "check that the guest's qemu-guest-agent works",
    });
  }
}

function returned(answer: string): unknown {
  const parsed: unknown = parse(answer);
  if (typeof parsed === "object" && parsed !== null && Object.hasOwn(parsed, "return")) {
    return Reflect.get(parsed, "return");
  }
  throw new InvalidAnswer("it has no result");
}

function parse(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    throw new InvalidAnswer("it is not JSON");
  }
}
