import { once } from "node:events";
import type { Socket } from "node:net";
import { expect, test, vi } from "vitest";
import { AbortedError } from "../../../src/base/errors.ts";
import type { ScreenUpdate } from "../../../src/base/live-screen.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { connectVnc, probeBanner, VncError } from "../../../src/rfb/connect.ts";
import { desktopSize } from "../../../src/rfb/decoders/desktop-size.ts";
import { raw } from "../../../src/rfb/decoders/raw.ts";
import { rectangle, solid, update } from "../../support/rfb/rfb-bytes.ts";
import { type ScriptedServer, scriptedServer, welcome } from "../../support/rfb/rfb-server.ts";

const screen = { x: 0, y: 0, width: 4, height: 2 };
const white = update(rectangle(screen, raw, solid(8, [255, 255, 255])));
const soon = (): Deadline => Deadline.after(300, "the test's step");
const later = (): Deadline => Deadline.after(10_000, "the test's step");

/** A server that has welcomed its client and follows the test's orders. */
async function welcoming(): Promise<{ server: ScriptedServer; socket: Promise<Socket> }> {
  const { promise, resolve } = Promise.withResolvers<Socket>();
  const server = await scriptedServer((socket) => {
    socket.write(welcome(4, 2));
    resolve(socket);
  });
  return { server, socket: promise };
}

async function failureOf(promise: Promise<unknown>): Promise<VncError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(VncError);
  return error as VncError;
}

test("connects, requests the screen, and paints the updates", async () => {
  const { server, socket } = await welcoming();
  await using _ = server;
  await using client = await connectVnc(server);
  expect([client.width, client.height, client.name]).toEqual([4, 2, "test"]);
  const updates: ScreenUpdate[] = [];
  const stop = client.onUpdate((received) => updates.push(received));
  const before = performance.now();
  (await socket).write(white);
  await vi.waitFor(() => expect(updates.length).toBe(1));
  expect(updates[0]).toMatchObject({ regions: [screen], resized: false });
  expect(updates[0]?.time).toBeGreaterThan(before);
  expect(new Set(client.framebuffer.data)).toEqual(new Set([255]));
  (await socket).write(white);
  await vi.waitFor(() => expect(updates.length).toBe(2));
  expect(updates[1]?.regions).toEqual([]);
  stop();
  await Promise.all([client.refresh(later()), socket.then((open) => open.write(white))]);
  expect(updates.length).toBe(2);
  const requests = (): string[] | null => server.received.toString("hex").match(/030[01]0000000000040002/g);
  const expected = [0, 1, 1, 0, 1].map((incremental) => `030${incremental}0000000000040002`);
  await vi.waitFor(() => expect(requests()).toEqual(expected));
});

test("a refresh resolves once the whole screen has been sent", async () => {
  const { server, socket } = await welcoming();
  await using _ = server;
  await using client = await connectVnc(server);
  const half = (y: number): Buffer => update(rectangle({ ...screen, y, height: 1 }, raw, solid(4, [y, 0, 0])));
  let done = false;
  const refreshed = client.refresh(later()).then(() => {
    done = true;
  });
  const open = await socket;
  for (const y of [0, 0]) {
    const seen = new Promise<void>((resolve) => client.onUpdate(() => resolve()));
    open.write(half(y));
    await seen;
  }
  expect(done).toBe(false);
  open.write(half(1));
  await refreshed;
});

test("a resize makes the client request the whole screen", async () => {
  const { server, socket } = await welcoming();
  await using _ = server;
  await using client = await connectVnc(server);
  const resized = new Promise<ScreenUpdate>((resolve) => client.onUpdate(resolve));
  (await socket).write(update(rectangle({ x: 0, y: 0, width: 6, height: 3 }, desktopSize)));
  expect(await resized).toMatchObject({ resized: true, regions: [{ x: 0, y: 0, width: 6, height: 3 }] });
  await vi.waitFor(() => expect(server.received.toString("hex")).toContain("03000000000000060003"));
  expect(client.framebuffer.data.length).toBe(6 * 3 * 4);
});

test("sends input, with the pointer clamped to the screen", async () => {
  const { server } = await welcoming();
  await using _ = server;
  await using client = await connectVnc(server);
  client.pointer(99, 1.4, 5);
  client.key(0xff0d, true);
  await vi.waitFor(() => expect(server.received.toString("hex")).toContain("050500030001040100000000ff0d"));
});

test("keepAwake sends key releases until disposed of", async () => {
  const { server } = await welcoming();
  await using _ = server;
  await using client = await connectVnc(server);
  const nudges = (): number => server.received.toString("hex").match(/040000000000ff14/g)?.length ?? 0;
  const awake = client.keepAwake(5);
  await vi.waitFor(() => expect(nudges()).toBeGreaterThan(3));
  awake[Symbol.dispose]();
  await client.refresh(soon()).catch(() => {});
  const after = nudges();
  await client.refresh(soon()).catch(() => {});
  expect(nudges()).toBe(after + 1);
});

test("reports an error in a listener and still calls the others", async () => {
  const { server, socket } = await welcoming();
  await using _ = server;
  await using client = await connectVnc(server);
  client.onUpdate(() => {
    throw new Error("the listener's own fault");
  });
  const seen = new Promise((resolve) => client.onUpdate(resolve));
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  const uncaught = once(process, "uncaughtException");
  try {
    (await socket).write(white);
    await seen;
    expect(String((await uncaught)[0])).toContain("the listener's own fault");
  } finally {
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
});

test("a closed port is an error that says so", async () => {
  const { server } = await welcoming();
  await server[Symbol.asyncDispose]();
  const error = await failureOf(connectVnc(server));
  expect(error.message).toContain(`127.0.0.1:${server.port} cannot be reached`);
  expect(error.facts).toMatchObject({ host: "127.0.0.1", port: server.port, stage: "connect" });
});

test.each([0, 5, 12, 13, 14, 18, 25, 41])(
  "reports a server that falls silent after %i bytes at the deadline",
  async (length) => {
    await using server = await scriptedServer((socket) => socket.write(welcome(4, 2).subarray(0, length)));
    const error = await failureOf(connectVnc({ ...server, deadline: soon() }));
    expect(error.message).toContain("did not answer in time");
  },
);

test.each([0, 5, 12, 13, 14, 18, 25, 41])(
  "reports a server that disconnects after %i bytes at once",
  async (length) => {
    await using server = await scriptedServer((socket) => socket.end(welcome(4, 2).subarray(0, length)));
    const error = await failureOf(connectVnc({ host: server.host, port: server.port }));
    expect(error.message).toContain("disconnected");
  },
);

test("the error for a server without RFB shows its answer", async () => {
  await using server = await scriptedServer((socket) => socket.write("SSH-2.0-OpenSSH_9.2p1\r\n"));
  const error = await failureOf(connectVnc(server));
  expect(error.message).toContain("SSH-2.0");
});

test("the caller's abort ends connecting and is thrown unchanged", async () => {
  await using server = await scriptedServer(() => {});
  const controller = new AbortController();
  const connecting = connectVnc({ ...server, signal: controller.signal });
  setImmediate(() => controller.abort(new Error("Ctrl-C")));
  await expect(connecting).rejects.toThrow(AbortedError);
  await expect(connectVnc({ ...server, signal: controller.signal })).rejects.toThrow(AbortedError);
});

test("a broken connection rejects pending and later calls", async () => {
  const { server, socket } = await welcoming();
  await using _ = server;
  await using client = await connectVnc(server);
  const refresh = failureOf(client.refresh(later()));
  (await socket).destroy();
  expect((await refresh).message).toContain("disconnected");
  expect(await client.closed).toBeInstanceOf(VncError);
  await failureOf(client.refresh(later()));
  expect(() => client.key(1, true)).toThrow(VncError);
});

test("invalid data ends the connection with an error that describes it", async () => {
  const { server, socket } = await welcoming();
  await using _ = server;
  await using client = await connectVnc(server);
  (await socket).write(Buffer.from([99]));
  expect((await client.closed)?.message).toContain("unknown message type 99");
  await once(await socket, "close");
});

test("a refresh without an answer ends at its deadline", async () => {
  const { server } = await welcoming();
  await using _ = server;
  await using client = await connectVnc(server);
  const error = await failureOf(client.refresh(soon()));
  expect(error.facts.stage).toBe("refresh");
});

test("closing the client is not a failure", async () => {
  const { server, socket } = await welcoming();
  await using _ = server;
  const client = await connectVnc(server);
  const refresh = failureOf(client.refresh(later()));
  await client[Symbol.asyncDispose]();
  expect(await client.closed).toBeUndefined();
  expect((await refresh).message).toContain("closed by this side");
  await once(await socket, "close");
  await client[Symbol.asyncDispose]();
});

test("probeBanner waits until the port opens", async () => {
  const first = await scriptedServer(() => {});
  await first[Symbol.asyncDispose]();
  const error = await failureOf(probeBanner(first.host, first.port, soon()));
  expect(error.message).toContain("ECONNREFUSED");
});

test("probeBanner retries after a server hangs up", async () => {
  let clients = 0;
  await using server = await scriptedServer((socket) => {
    if (++clients < 3) socket.destroy();
    else socket.write("RFB 003.008\n");
  });
  expect(await probeBanner(server.host, server.port, later())).toBe("RFB 003.008\n");
  expect(clients).toBe(3);
});

test("a silent port times out, and another protocol is an error at once", async () => {
  await using silent = await scriptedServer(() => {});
  expect((await failureOf(probeBanner(silent.host, silent.port, soon()))).message).toContain("did not answer in time");
  await using other = await scriptedServer((socket) => socket.write("220 mail.example.org ESMTP\r\n"));
  expect((await failureOf(probeBanner(other.host, other.port, later()))).message).toContain("220 mail.exa");
});
