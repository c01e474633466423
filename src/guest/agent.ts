// The QEMU guest agent: requests in JSON, answers typed (qemu-ga-ref(7)).
import { GuestError } from "./errors.ts";

/** Sends one JSON request to the agent and returns its JSON answer. The owner of the domain supplies it. */
export type AgentTransport = (request: string, timeoutMs: number) => Promise<string>;

/** The guest agent of one domain. */
export interface GuestAgent {
  /**
   * Calls an agent command.
   *
   * @param timeoutMs limit for the answer, default 30_000
   * @throws {GuestError} when the answer is not what the protocol allows
   */
  call<T>(command: string, parameters?: Readonly<Record<string, unknown>>, timeoutMs?: number): Promise<T>;
}

/** A guest agent behind a transport. */
export function guestAgent(transport: AgentTransport): GuestAgent {
  return {
    async call<T>(command: string, parameters: Readonly<Record<string, unknown>> = {}, timeoutMs = 30_000): Promise<T> {
      const answer = await transport(JSON.stringify({ execute: command, arguments: parameters }), timeoutMs);
      return returned<T>(command, answer);
    },
  };
}

function returned<T>(command: string, answer: string): T {
  try {
    const parsed: unknown = JSON.parse(answer);
    if (typeof parsed === "object" && parsed !== null && "return" in parsed) return parsed.return as T;
  } catch {
    // Falls through: an answer that is not JSON is as unusable as one without a result.
  }
  throw new GuestError({
    headline: `the guest agent's answer to ${command} is not valid`,
    output: answer.slice(0, 2000),
    next: "check that the guest's qemu-guest-agent works",
  });
}
