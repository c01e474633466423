// The QEMU guest agent: sends JSON requests and returns typed answers (qemu-ga-ref(7)).
import { GuestError } from "./errors.ts";

/** Sends one JSON request to the agent and returns its JSON answer. Supplied by the owner of the domain. */
export type AgentTransport = (request: string, timeoutMs: number) => Promise<string>;

/** The guest agent of one domain. */
export interface GuestAgent {
  /**
   * Calls an agent command.
   *
   * @param timeoutMs limit for the answer, default 30_000
   * @throws {GuestError} when the answer violates the protocol
   */
  call<T>(command: string, parameters?: Readonly<Record<string, unknown>>, timeoutMs?: number): Promise<T>;
}

/** Creates a guest agent on a transport. */
export function guestAgent(transport: AgentTransport): GuestAgent {
  return {
    async call<T>(command: string, parameters: Readonly<Record<string, unknown>> = {}, timeoutMs = 30_000): Promise<T> {
      const answer = await transport(JSON.stringify({ execute: command, arguments: parameters }), timeoutMs);
      return resultOf<T>(command, answer);
    },
  };
}

function resultOf<T>(command: string, answer: string): T {
  try {
    const parsed: unknown = JSON.parse(answer);
    if (typeof parsed === "object" && parsed !== null && "return" in parsed) return parsed.return as T;
  } catch {
    // Invalid JSON is reported like an answer without a result.
  }
  throw new GuestError({
    headline: `the guest agent's answer to ${command} is invalid`,
    output: answer.slice(0, 2000),
    next: "check that the guest's qemu-guest-agent works",
  });
}
