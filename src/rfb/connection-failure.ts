// Turns whatever ended a VNC connection into a VncError.
import { AbortedError, describeThrown, TimeoutError } from "../base/errors.ts";
import { RfbFormatError, VncError } from "./errors.ts";
import { RefusedError } from "./handshake/handshake.ts";

/** The server's end of a connection. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Returns the error for what was thrown during `stage`. An abort by the caller is returned unchanged. */
export function connectionFailure(thrown: unknown, { host, port }: Endpoint, stage: string): VncError | AbortedError {
  if (thrown instanceof VncError || thrown instanceof AbortedError) return thrown;
  const { what, next } = explain(thrown, stage);
  return new VncError({
    headline: `the VNC server at ${host}:${port} ${what}`,
    facts: { host, port, stage },
    next,
    cause: thrown,
  });
}

function explain(thrown: unknown, stage: string): { what: string; next: string } {
  if (thrown instanceof RefusedError) {
    return { what: `refused the connection: ${thrown.message}`, next: "check the password and the server's settings" };
  }
  if (thrown instanceof RfbFormatError) {
    return { what: `does not speak RFB: ${thrown.message}`, next: "check that the port belongs to a VNC server" };
  }
  if (thrown instanceof TimeoutError) {
    return {
      what: `did not answer in time (${thrown.headline})`,
      next: "look at the VM's log, or raise the time limit",
    };
  }
  const what = stage === "connect" ? "cannot be reached" : "disconnected";
  return { what: `${what}: ${describeThrown(thrown)}`, next: "check that the VM is still running" };
}
