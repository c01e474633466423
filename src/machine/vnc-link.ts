// The one VNC connection of a machine: made when it is first needed, and again after it was lost.
import type { CleanupStack } from "../base/process/cleanup.ts";
import { Deadline } from "../base/time/deadline.ts";
import { connectVnc, type VncClient } from "../rfb/connect.ts";

/** Milliseconds that a VNC server on this host may take to accept a client. */
const connectMs = 30_000;

/** The VNC server to connect to. */
export interface VncServer {
  /** The domain's name, for messages. */
  readonly domain: string;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly password: string;
}

/** Connects to a VNC server on demand. */
export class VncLink {
  readonly #server: VncServer;
  readonly #resources: CleanupStack;
  #client: Promise<VncClient> | undefined;

  /** @param resources close the connection */
  constructor(server: VncServer, resources: CleanupStack) {
    this.#server = server;
    this.#resources = resources;
  }

  /**
   * The connection. All callers share it.
   *
   * @throws {VncError} when the server does not accept a client within 30 s; the next call tries again
   */
  client(): Promise<VncClient> {
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #connect(): Promise<VncClient> {
    const { domain, port, password } = this.#server;
    const deadline = Deadline.after(connectMs, `VNC connection to ${domain}`);
    const client = await connectVnc({ host: "127.0.0.1", port, password, shared: true, deadline });
    void client.closed.then(() => {
      this.#client = undefined;
    });
    return this.#resources.use("VNC connection", client);
  }
}
