// A screen to record that is ready at once: Xvnc with its classic pattern and pointer, and a connection to it.
import { Deadline } from "../../../src/base/time/deadline.ts";
import { connectVnc, probeBanner, type VncClient } from "../../../src/rfb/connect.ts";
import { startXvnc } from "./xvnc.ts";

/** A connection to its own Xvnc; `await using` ends both. */
export interface XvncScreen extends AsyncDisposable {
  readonly client: VncClient;
  /** Ends the server. */
  kill(): Promise<void>;
}

const password = "kudasai8";

/** Starts Xvnc, connects, and moves the pointer so that it is visible. */
export async function xvncScreen(geometry = "640x480"): Promise<XvncScreen> {
  const server = await startXvnc(password, geometry);
  try {
    await probeBanner(server.host, server.port, Deadline.after(30_000, "the start of Xvnc"));
    const client = await connectVnc({ ...server, password });
    await client.refresh(Deadline.after(30_000, "the first frame of Xvnc"));
    client.pointer(101, 51);
    return {
      client,
      kill: () => Promise.resolve(server[Symbol.asyncDispose]()),
      [Symbol.asyncDispose]: async () => {
        await client[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}
