// The client against TigerVNC's X server: another implementation, which prefers other encodings than QEMU.
import { expect, test } from "vitest";
import type { PointerState, ScreenUpdate } from "../../../src/base/live-screen.ts";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { connectVnc, probeBanner, VncError } from "../../../src/rfb/connect.ts";
import { extendedDesktopSize } from "../../../src/rfb/decoders/extended-desktop-size.ts";
import { raw } from "../../../src/rfb/decoders/raw.ts";
import { zrle } from "../../../src/rfb/decoders/zrle.ts";
import { handshake } from "../../../src/rfb/handshake/handshake.ts";
import { setEncodings } from "../../../src/rfb/messages.ts";
import { openTcpConnection } from "../../../src/rfb/socket-connection.ts";
import { u16, u32 } from "../../support/rfb/rfb-bytes.ts";
import { startXvnc } from "../../support/rfb/xvnc.ts";

const password = "tiger";
const limit = (): Deadline => Deadline.after(30_000, "the test's step");

test("Raw and ZRLE paint the same frame, and a wrong password is rejected", async () => {
  await using xvnc = await startXvnc(password, "801x603");
  expect(await probeBanner(xvnc.host, xvnc.port, limit())).toBe("RFB 003.008\n");
  await expect(connectVnc({ ...xvnc, password: "lion" })).rejects.toThrow(VncError);
  await using first = await connectVnc({ ...xvnc, password, encodings: [raw] });
  await using second = await connectVnc({ ...xvnc, password, encodings: [zrle] });
  await first.refresh(limit());
  await second.refresh(limit());
  expect([first.width, first.height]).toEqual([801, 603]);
  expect(Buffer.compare(first.framebuffer.data, second.framebuffer.data)).toBe(0);
  // X's classic pattern is a fine mix of black and white.
  const white = first.framebuffer.data.filter((value, index) => index % 4 === 0 && value === 255).length;
  expect(white).toBeGreaterThan(100_000);
  expect(white).toBeLessThan(801 * 603 - 100_000);
});

test.each([
  ["Raw", raw],
  ["ZRLE", zrle],
])("a pointer painted by Xvnc moves: %s", async (_name, preferred) => {
  await using xvnc = await startXvnc(password, "640x480");
  await probeBanner(xvnc.host, xvnc.port, limit());
  await using client = await connectVnc({ ...xvnc, password, encodings: [preferred], pointer: "painted" });
  client.pointer(100, 100);
  await client.refresh(limit());
  const before = client.snapshot();
  const moved = new Promise<ScreenUpdate>((resolve) => {
    client.onUpdate((update) => {
      if (update.regions.some(({ x, y }) => x > 250 && y > 150)) resolve(update);
    });
  });
  client.pointer(300, 200);
  const { regions } = await limit().race(moved);
  expect(regions.every(({ width, height }) => width < 300 && height < 300)).toBe(true);
  expect(Buffer.compare(before.data, client.framebuffer.data)).not.toBe(0);
  // The sum of the updates equals a full refresh.
  const pieces = client.snapshot();
  await client.refresh(limit());
  expect(Buffer.compare(pieces.data, client.framebuffer.data)).toBe(0);
});

test("the pointer's shape arrives apart from the screen, with a mask and with alpha", async () => {
  await using xvnc = await startXvnc(password, "640x480");
  await probeBanner(xvnc.host, xvnc.port, limit());
  const shapes: PointerState[] = [];
  for (const pointer of ["mask", "alpha"] as const) {
    await using client = await connectVnc({ ...xvnc, password, pointer });
    const shaped = Promise.withResolvers<PointerState>();
    client.onPointer((state) => {
      // At first X shows none.
      if (state.cursor?.data.includes(255)) shaped.resolve(state);
    });
    client.pointer(100, 100);
    shapes.push(await limit().race(shaped.promise));
    await client.refresh(limit());
    const before = client.snapshot();
    client.pointer(300, 200);
    await client.refresh(limit());
    expect(Buffer.compare(before.data, client.framebuffer.data)).toBe(0);
  }
  const [mask, alpha] = shapes.map(({ cursor }) => cursor);
  expect(mask?.data.some((value, index) => index % 4 === 3 && value === 255)).toBe(true);
  expect(mask?.data.some((value, index) => index % 4 === 3 && value === 0)).toBe(true);
  expect(alpha).toEqual(mask);
});

test("another client can resize the screen", async () => {
  await using xvnc = await startXvnc(password, "640x480");
  await probeBanner(xvnc.host, xvnc.port, limit());
  await using client = await connectVnc({ ...xvnc, password });
  await client.refresh(limit());
  const resized = new Promise<void>((resolve) => {
    client.onUpdate((update) => {
      if (update.resized) resolve();
    });
  });
  const other = await openTcpConnection(xvnc.host, xvnc.port, limit().signal);
  try {
    await handshake(other.reader, other.send, { password, shared: true });
    other.send(setEncodings([raw, extendedDesktopSize]));
    other.send(setDesktopSize(800, 600));
    await limit().race(resized);
    expect([client.width, client.height]).toEqual([800, 600]);
    await client.refresh(limit());
    expect(client.framebuffer.data.some((value, index) => index % 4 === 0 && value === 255)).toBe(true);
  } finally {
    other.close(new Error("the test is over"));
  }
});

test("the end of the server ends the connection", async () => {
  const xvnc = await startXvnc(password, "640x480");
  await probeBanner(xvnc.host, xvnc.port, limit());
  await using client = await connectVnc({ ...xvnc, password });
  await xvnc[Symbol.asyncDispose]();
  expect(await limit().race(client.closed)).toBeInstanceOf(VncError);
});

/** SetDesktopSize (rfbproto) with one screen. */
function setDesktopSize(width: number, height: number): Buffer {
  const screen = Buffer.concat([u32(0), u16(0, 0, width, height), u32(0)]);
  return Buffer.concat([Buffer.from([251, 0]), u16(width, height), Buffer.from([1, 0]), screen]);
}
