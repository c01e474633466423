// Records a live VNC server's stream and replays it to the client's decoders.
import { once } from "node:events";
import { type AddressInfo, createServer, connect as openSocket, type Socket } from "node:net";
import { type ConnectVncOptions, connectVnc, type VncClient } from "../../../src/rfb/connect.ts";
import { createDecoders } from "../../../src/rfb/decoders/index.ts";
import { Framebuffer } from "../../../src/rfb/framebuffer/framebuffer.ts";
import { handshake } from "../../../src/rfb/handshake/handshake.ts";
import { ServerState } from "../../../src/rfb/server-state.ts";
import { readUpdate } from "../../../src/rfb/update.ts";
import { readerOf } from "./rfb-bytes.ts";

/** The server's stream while `use` had a client, from its first byte. */
export async function recorded(
  options: ConnectVncOptions,
  use: (client: VncClient) => Promise<void>,
): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  const sockets = new Set<Socket>();
  const between = createServer((near) => {
    const far = openSocket(options.port, options.host);
    far.on("data", (bytes) => pieces.push(bytes));
    for (const socket of [near, far]) sockets.add(socket.on("error", () => {}));
    near.pipe(far).pipe(near);
  });
  between.listen(0, "127.0.0.1");
  await once(between, "listening");
  try {
    const { port } = between.address() as AddressInfo;
    await using client = await connectVnc({ ...options, host: "127.0.0.1", port });
    await use(client);
  } finally {
    for (const socket of sockets) socket.destroy();
    between.close();
  }
  return Buffer.concat(pieces);
}

/** The result of a replay. */
export interface Played {
  /** The error that ended it. */
  readonly error: unknown;
  readonly updates: number;
  readonly framebuffer: Framebuffer | undefined;
}

/** Replays a recorded stream until it ends or a decoder rejects it. */
export async function play(bytes: Uint8Array, password?: string): Promise<Played> {
  const reader = readerOf(bytes);
  let updates = 0;
  let framebuffer: Framebuffer | undefined;
  try {
    const { width, height, order } = await handshake(reader, () => {}, { password, shared: true });
    framebuffer = new Framebuffer(width, height, order);
    const decoders = createDecoders(new ServerState());
    for (; ; updates++) await readUpdate(reader, framebuffer, decoders);
  } catch (error) {
    return { error, updates, framebuffer };
  }
}
