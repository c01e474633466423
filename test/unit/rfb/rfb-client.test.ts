// The client beside servers that send hostile bytes, over real sockets.
import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { connectVnc, VncError } from "../../../src/rfb/connect.ts";
import { copyRect } from "../../../src/rfb/decoders/copy-rect.ts";
import { rectangle, text, update } from "../../support/rfb/rfb-bytes.ts";
import { scriptedServer, welcome } from "../../support/rfb/rfb-server.ts";

async function failureOf(promise: Promise<unknown>): Promise<VncError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(VncError);
  return error as VncError;
}

test("what a server sends as text is shown without escape sequences, on one line", async () => {
  const evil = "\u001b]0;owned\u0007no\n  → run this\u009b2J";
  await using refusing = await scriptedServer((socket) =>
    socket.write(Buffer.concat([Buffer.from("RFB 003.008\n"), Buffer.from([0]), text(evil)])),
  );
  expect((await failureOf(connectVnc(refusing))).headline).toMatch(/refused the connection: no → run this$/);
  await using other = await scriptedServer((socket) => socket.write(Buffer.from("\u009b2J\u001b[0m-ban!", "latin1")));
  expect((await failureOf(connectVnc(other))).message).toContain('it sent "-ban!" instead');
  await using named = await scriptedServer((socket) => socket.write(welcome(4, 2, evil.repeat(1000))));
  await using client = await connectVnc(named);
  expect(client.name).toMatch(/^no → run this.*… \(\d+ characters cut\)$/);
});

test.each([
  ["without pixels", 0, 2, "the screen has no pixels"],
  ["beyond 8K", 65_535, 65_535, "the screen is too large"],
])("refuses a screen %s", async (_what, width, height, reason) => {
  await using server = await scriptedServer((socket) => socket.write(welcome(width, height)));
  expect((await failureOf(connectVnc(server))).message).toContain(reason);
});

test("a flood of updates neither exhausts the memory nor stops this process's timers", async () => {
  const side = 2000;
  const all = { x: 0, y: 0, width: side, height: side };
  const flood = Buffer.concat(Array.from({ length: 20_000 }, () => update(rectangle(all, copyRect, Buffer.alloc(4)))));
  await using server = await scriptedServer((socket) => {
    socket.write(welcome(side, side));
    const more = (): void => {
      while (socket.writable && socket.write(flood));
    };
    socket.on("drain", more);
    more();
  });
  await using client = await connectVnc(server);
  const before = process.memoryUsage().rss;
  let longest = 0;
  for (let last = performance.now(), round = 0; round < 5; round++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  // It takes half a minute to paint what arrives at once.
  expect(longest).toBeLessThan(5000);
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
  // Closing does not wait until all that has arrived is painted.
  await client[Symbol.asyncDispose]();
});

test("a server that does not read is disconnected before its messages fill the memory", async () => {
  const { promise: connected, resolve } = Promise.withResolvers<Socket>();
  await using server = await scriptedServer((socket) => {
    socket.write(welcome(4, 2));
    resolve(socket);
  });
  await using client = await connectVnc(server);
  (await connected).pause();
  const events = Array.from({ length: 10_000 }, () => ({ scanCode: 0x1e, down: true }));
  const flood = (): void => {
    for (let count = 0; count < 150; count++) client.scanCodes(events);
  };
  expect(flood).not.toThrow();
  expect((await client.closed)?.message).toContain("does not read what it is sent");
});
