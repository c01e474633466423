// Connects to a VNC server. The client keeps a frame of the guest's screen up to date and sends input.
import { anySignal } from "../base/time/abort.ts";
import { Deadline } from "../base/time/deadline.ts";
import { connectionFailure } from "./connection-failure.ts";
import type { Encoding } from "./decoders/encoding.ts";
import { cursorEncodings, pixelEncodings, stateEncodings } from "./decoders/index.ts";
import { handshake } from "./handshake/handshake.ts";
import { RfbClient } from "./rfb-client.ts";
import { openDescriptor, openTcpConnection, type SocketConnection } from "./socket-connection.ts";
import type { VncClient } from "./vnc-client.ts";

export { VncError } from "./errors.ts";
export { probeBanner } from "./handshake/banner.ts";
export type { KeyboardLights } from "./server-state.ts";
export type { ScanCodeEvent, SentInput, VncClient } from "./vnc-client.ts";

/** Where to connect, and how. */
export interface ConnectVncOptions {
  readonly host: string;
  readonly port: number;
  /**
   * A socket that is connected to the server at that host and port, to use instead of a connection of its own. It is
   * closed with the client, and when connecting fails.
   */
  readonly descriptor?: number | undefined;
  /**
   * The protocol uses only the first 8 bytes of its UTF-8 form. A server that lets clients in without it is refused.
   */
  readonly password?: string | undefined;
  /** Whether other clients may stay connected. Default true. */
  readonly shared?: boolean;
  /** Time limit of connecting and the handshake. Default: 10_000 ms from now. */
  readonly deadline?: Deadline | undefined;
  /** Aborts connecting. */
  readonly signal?: AbortSignal | undefined;
  /** Encodings of pixels that the server may choose from, the preferred first. Default: all, Raw first. */
  readonly encodings?: readonly Encoding[];
  /**
   * How the server sends the pointer: as a separate shape with alpha (`alpha`; with a 1-bit mask if the server does not
   * support alpha), as a separate shape with a 1-bit mask (`mask`), or painted into the screen (`painted`), where the
   * server supports that. Default `alpha`.
   */
  readonly pointer?: keyof typeof cursorEncodings | undefined;
}

const defaultConnectMs = 10_000;

/**
 * Connects, authenticates, and keeps the frame up to date from then on.
 *
 * @throws {VncError} when the server cannot be reached, refuses the connection, does not answer in time, or does not
 *   speak RFB
 */
export async function connectVnc(options: ConnectVncOptions): Promise<VncClient> {
  const { host, port } = options;
  const { signal } = connectDeadline(options);
  let connection: SocketConnection | undefined;
  const onAbort = (): void => connection?.close(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    connection = await open(options, signal);
    const { reader, send } = connection;
    const server = await handshake(reader, send, { password: options.password, shared: options.shared ?? true });
    return new RfbClient({ host, port }, connection, server, announcedEncodings(options));
  } catch (error) {
    connection?.close(error);
    throw connectionFailure(error, { host, port }, connection ? "handshake" : "connect");
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

async function open({ host, port, descriptor }: ConnectVncOptions, signal: AbortSignal): Promise<SocketConnection> {
  if (descriptor === undefined) return openTcpConnection(host, port, signal);
  const connection = openDescriptor(descriptor);
  if (signal.aborted) connection.close(signal.reason);
  return connection;
}

function announcedEncodings({ encodings = pixelEncodings, pointer = "alpha" }: ConnectVncOptions): Encoding[] {
  return [...encodings, ...cursorEncodings[pointer], ...stateEncodings];
}

/** Combines the caller's deadline and signal. */
function connectDeadline({ host, port, deadline, signal }: ConnectVncOptions): Deadline {
  const signals = [deadline?.signal, signal].filter((given) => given !== undefined);
  return Deadline.after(deadline?.remaining() ?? defaultConnectMs, `connecting to VNC at ${host}:${port}`, {
    signal: anySignal(signals),
  });
}
