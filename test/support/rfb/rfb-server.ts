// A TCP server that plays a scripted RFB server.
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { serverInit, u32 } from "./rfb-bytes.ts";

/** A server on a free port of 127.0.0.1; `await using` stops it. */
export interface ScriptedServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Everything that clients have sent. */
  readonly received: Buffer;
}

/** Starts a server that runs `script` with each client's socket. */
export async function scriptedServer(script: (socket: Socket) => void): Promise<ScriptedServer> {
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", (bytes: Buffer) => received.push(bytes));
    socket.on("error", () => socket.destroy());
    script(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    get received() {
      return Buffer.concat(received);
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The server's side of a handshake without a password, in one piece. */
export function welcome(width: number, height: number, name = "test"): Buffer {
  return Buffer.concat([Buffer.from("RFB 003.008\n"), Buffer.from([1, 1]), u32(0), serverInit(width, height, name)]);
}
