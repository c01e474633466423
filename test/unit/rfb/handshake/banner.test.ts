import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { AbortedError } from "../../../../src/base/errors.ts";
import { Deadline } from "../../../../src/base/time/deadline.ts";
import { probeBanner } from "../../../../src/rfb/handshake/banner.ts";
import { ManualTime } from "../../../support/manual-time.ts";
import { type ScriptedServer, scriptedServer } from "../../../support/rfb/rfb-server.ts";

const limit = (): Deadline => Deadline.after(10_000, "the banner");

/** A server that sends nothing, and its first client. */
async function silentServer(): Promise<{ readonly server: ScriptedServer; readonly client: Promise<Socket> }> {
  const { promise, resolve } = Promise.withResolvers<Socket>();
  return { server: await scriptedServer(resolve), client: promise };
}

test.for(["RFB 003.003\n", "RFB 003.008\n", "RFB 004.001\n"])(
  "the banner %j is returned as it came",
  async (banner) => {
    await using server = await scriptedServer((socket) => socket.write(`${banner}and more`));
    expect(await probeBanner(server.host, server.port, limit())).toBe(banner);
  },
);

test("a banner may come in pieces, and nothing is sent for it", async () => {
  await using server = await scriptedServer((socket) => {
    socket.setNoDelay(true);
    socket.write("RFB 00");
    setImmediate(() => socket.write("3.008\n"));
  });
  expect(await probeBanner(server.host, server.port, limit())).toBe("RFB 003.008\n");
  expect(server.received).toHaveLength(0);
});

test("the connection is closed once the banner has been read", async () => {
  const closed = Promise.withResolvers<void>();
  await using server = await scriptedServer((socket) => {
    socket.once("close", () => closed.resolve());
    socket.write("RFB 003.008\n");
  });
  await probeBanner(server.host, server.port, limit());
  await closed.promise;
});

test("a server that hangs up halfway is asked again", async () => {
  let clients = 0;
  await using server = await scriptedServer((socket) => {
    clients++;
    if (clients === 1) socket.end("RFB 00");
    else socket.write("RFB 003.008\n");
  });
  expect(await probeBanner(server.host, server.port, limit())).toBe("RFB 003.008\n");
  expect(clients).toBe(2);
});

test.for([
  ["HTTP/1.1 400 Bad Request\r\n", "does not speak RFB"],
  ["RFB 002.002\n", "refused the connection: it"],
])("the answer %j is an error at the first attempt", async ([answer, message]) => {
  let clients = 0;
  await using server = await scriptedServer((socket) => {
    clients++;
    socket.write(answer as string);
  });
  const facts = { host: server.host, port: server.port, stage: "banner" };
  await expect(probeBanner(server.host, server.port, limit())).rejects.toMatchObject({
    code: "VNC",
    headline: expect.stringContaining(message as string),
    facts,
  });
  expect(clients).toBe(1);
});

test("when the time is up, the error says how the last attempt ended", async () => {
  const time = new ManualTime();
  let clients = 0;
  await using server = await scriptedServer((socket) => {
    clients++;
    socket.destroy();
    if (clients === 2) time.advance(1000);
  });
  const deadline = Deadline.after(1000, "the banner", { clock: time });
  await expect(probeBanner(server.host, server.port, deadline)).rejects.toMatchObject({
    code: "VNC",
    headline: expect.stringMatching(/did not answer in time .*the last attempt failed: /),
  });
});

test("the caller's abort ends the wait for a silent server, and stays what it is", async () => {
  const { server, client } = await silentServer();
  await using _ = server;
  const abort = new AbortController();
  const probe = probeBanner(server.host, server.port, Deadline.after(10_000, "the banner", { signal: abort.signal }));
  await client;
  abort.abort(new Error("the demo ended"));
  await expect(probe).rejects.toBeInstanceOf(AbortedError);
});
