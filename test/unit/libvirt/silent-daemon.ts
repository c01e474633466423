// A libvirt daemon that accepts connections and never answers, for hanging calls.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A listening socket; disposal makes the hanging calls fail. */
export interface SilentDaemon extends AsyncDisposable {
  readonly uri: string;
  /** Resolves when a client has connected. */
  connected(): Promise<void>;
  /** Closes the clients' connections. */
  hangUp(): void;
}

/** Listens on a UNIX socket; https://libvirt.org/uri.html#remote-uris defines the form of the URI. */
export async function silentDaemon(): Promise<SilentDaemon> {
  const path = join(tmpdir(), `demotool-silent-${randomUUID()}.sock`);
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on("error", () => client.destroy());
    client.unref();
  }).listen(path);
  await once(server, "listening");
  server.unref();
  const hangUp = (): void => {
    for (const client of clients) client.destroy();
  };
  return {
    uri: `qemu+unix:///session?socket=${path}`,
    connected: async () => {
      if (clients.size === 0) await once(server, "connection");
    },
    hangUp,
    [Symbol.asyncDispose]: async () => {
      hangUp();
      server.close();
      await rm(path, { force: true });
    },
  };
}
