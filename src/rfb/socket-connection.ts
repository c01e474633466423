// A connection to a VNC server, over TCP or a socket that libvirt has opened. Received bytes go into a ByteReader.
import { once } from "node:events";
import { createConnection, Socket } from "node:net";
import { ByteReader } from "./reader.ts";

/** An open connection. */
export interface SocketConnection {
  readonly reader: ByteReader;
  /** Sends bytes; does nothing once the connection is closed. */
  send(bytes: Uint8Array): void;
  /** Closes at once; pending reads reject with `reason`. */
  close(reason: unknown): void;
  /** Resolves when the connection is closed, by either side. */
  readonly closed: Promise<void>;
}

/** Milliseconds of silence after which the kernel probes whether the peer is still there. */
const keepAliveMs = 15_000;

/** Bytes that wait for a server that does not read. Messages have some bytes, so that is hours of them. */
const maxUnsentBytes = 1024 * 1024;

/**
 * Connects once.
 *
 * @throws the socket's own error (`ECONNREFUSED` and the like), or the signal's reason
 */
export async function openTcpConnection(host: string, port: number, signal: AbortSignal): Promise<SocketConnection> {
  signal.throwIfAborted();
  const socket = createConnection({ host, port, noDelay: true, keepAlive: true });
  socket.setKeepAlive(true, keepAliveMs);
  try {
    await once(socket, "connect", { signal });
  } catch (error) {
    socket.on("error", () => {});
    socket.destroy();
    throw signal.aborted ? signal.reason : error;
  }
  return over(socket);
}

/** Takes over a connected socket by its file descriptor, which is closed with the connection. */
export function openDescriptor(descriptor: number): SocketConnection {
  return over(new Socket({ fd: descriptor, readable: true, writable: true }));
}

function over(socket: Socket): SocketConnection {
  const reader = new ByteReader({ pause: () => socket.pause(), resume: () => socket.resume() });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("data", (bytes) => reader.push(bytes));
  socket.on("error", (error) => reader.end(error));
  socket.on("close", () => reader.end(new Error("the server closed the connection")));
  const close = (reason: unknown): void => {
    reader.close(reason);
    socket.destroy();
  };
  return {
    reader,
    closed,
    send: (bytes) => {
      if (socket.writable) socket.write(bytes);
      if (socket.writableLength > maxUnsentBytes) close(new Error("the server does not read what it is sent"));
    },
    close,
  };
}
