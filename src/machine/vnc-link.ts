// The shared VNC connection of a machine, which reconnects on demand.
import type { CleanupStack } from "../base/process/cleanup.ts";
import { Deadline } from "../base/time/deadline.ts";
import { connectVnc, type VncClient } from "../rfb/connect.ts";

/** Milliseconds for a VNC server on this host to accept a client. */
const connectMs = 30_000;

/** The VNC server to connect to. */
export interface VncServer {
  /** The domain's name, for messages. */
  readonly domain: string;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly password: string;
  /** Opens a socket that is connected to it, by its descriptor; undefined where that is not possible. */
  open(): Promise<number | undefined>;
}

/** Connects to a VNC server on demand. */
export class VncLink {
  readonly #server: VncServer;
  readonly #resources: CleanupStack;
  #client: Promise<VncClient> | undefined;

  /** @param resources closes the connection */
  constructor(server: VncServer, resources: CleanupStack) {
    this.#server = server;
    this.#resources = resources;
  }

  /**
   * Returns the connection, which all callers share. Connects on first use and after the connection was lost.
   *
   * @throws {VncError} when the server does not accept a client within 30 s; the next call tries again
   * @throws {LibvirtError} when libvirt cannot open the connection, because the domain is gone for example
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
    // Another user can take the port once QEMU has ended, but not a socket that libvirt has opened.
    const descriptor = await this.#server.open();
    const client = await connectVnc({ host: "127.0.0.1", port, descriptor, password, shared: true, deadline });
    void client.closed.then(() => {
      this.#client = undefined;
    });
    return this.#resources.use("VNC connection", client);
  }
}
