// The VNC client: one connection that keeps a picture of the guest's screen up to date and carries its input.
import { Deadline } from "../base/time/deadline.ts";
import { type Connection, openConnection } from "./connection.ts";
import { connectionFailure } from "./connection-failure.ts";
import { handshake } from "./handshake/handshake.ts";
import { encoding } from "./messages.ts";
import { defaultEncodings, RfbClient } from "./rfb-client.ts";
import type { VncClient } from "./vnc-client.ts";

export { VncError } from "./errors.ts";
export { probeBanner } from "./handshake/banner.ts";
export type { KeyboardLights } from "./server-state.ts";
export type { ScanCodeEvent, VncClient } from "./vnc-client.ts";

/** Where to connect, and how. */
export interface ConnectVncOptions {
  readonly host: string;
  readonly port: number;
  /** As UTF-8, its first 8 bytes count: so does the protocol. */
  readonly password?: string | undefined;
  /** Whether other clients may stay connected. Default true. */
  readonly shared?: boolean;
  /** For connecting and the handshake. Default 10 seconds. */
  readonly deadline?: Deadline | undefined;
  /** Ends connecting early. */
  readonly signal?: AbortSignal | undefined;
  /** Encoding numbers the server may choose from, the preferred first. Default: Raw, which costs a local server least. */
  readonly encodings?: readonly number[];
  /**
   * How the pointer comes: its shape apart from the picture, with soft edges (`alpha`, or with hard ones where the server
   * knows no other) or with hard ones (`mask`), or painted into the picture by the server, if it can. Default `alpha`.
   */
  readonly pointer?: "alpha" | "mask" | "painted" | undefined;
}

const cursorEncodings = {
  alpha: [encoding.alphaCursor, encoding.cursor],
  mask: [encoding.cursor],
  painted: [],
} as const;

const defaultSeconds = 10;

/**
 * Connects, authenticates, and keeps the picture up to date from then on.
 *
 * @throws {VncError} when the server cannot be reached, refuses, is silent for too long, or does not speak RFB
 */
export async function connectVnc(options: ConnectVncOptions): Promise<VncClient> {
  const { host, port } = options;
  const { signal } = connectDeadline(options);
  let connection: Connection | undefined;
  const onAbort = (): void => connection?.close(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    connection = await openConnection(host, port, signal);
    const { reader, send } = connection;
    const server = await handshake(reader, send, { password: options.password, shared: options.shared ?? true });
    const encodings = [...(options.encodings ?? defaultEncodings), ...cursorEncodings[options.pointer ?? "alpha"]];
    return new RfbClient({ host, port }, connection, server, encodings);
  } catch (error) {
    connection?.close(error);
    throw connectionFailure(error, { host, port }, connection ? "handshake" : "connect");
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** The caller's deadline and signal as one. */
function connectDeadline({ host, port, deadline, signal }: ConnectVncOptions): Deadline {
  const signals = [deadline?.signal, signal].filter((given) => given !== undefined);
  return Deadline.after(deadline?.remaining() ?? defaultSeconds, `connecting to VNC at ${host}:${port}`, {
    signal: AbortSignal.any(signals),
  });
}
