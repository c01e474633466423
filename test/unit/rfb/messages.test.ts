import fc from "fast-check";
import { expect, test } from "vitest";
import {
  colourShifts,
  framebufferUpdateRequest,
  keyEvent,
  pointerEvent,
  scanCodeEvent,
  setEncodings,
  setPixelFormat,
} from "../../../src/rfb/messages.ts";

const hex = (message: Buffer): string => message.toString("hex");

test("a pixel format is 32 bits of true colour, little-endian, with the colours in their order", () => {
  const format = "00000000" + "20180001" + "00ff00ff00ff";
  expect(hex(setPixelFormat("rgb"))).toBe(`${format}000810000000`);
  expect(hex(setPixelFormat("bgr"))).toBe(`${format}100800000000`);
});

test("the order of colours is that of the bytes on the wire", () => {
  for (const order of ["rgb", "bgr"] as const) {
    const pixel = Buffer.alloc(4);
    for (const [colour, shift] of colourShifts[order].entries()) pixel[shift / 8] = "rgb".charCodeAt(colour);
    expect(pixel.toString("latin1", 0, 3)).toBe(order);
  }
});

test("encodings are listed by number, also the negative ones", () => {
  expect(hex(setEncodings([{ number: 16 }, { number: -308 }]))).toBe(`02000002${"00000010"}${"fffffecc"}`);
  expect(hex(setEncodings([]))).toBe("02000000");
});

test("a region is asked for whole, or for what changed in it", () => {
  const region = { x: 1, y: 2, width: 0x1234, height: 0xffff };
  expect(hex(framebufferUpdateRequest(false, region))).toBe("0300000100021234ffff");
  expect(hex(framebufferUpdateRequest(true, region))).toBe("0301000100021234ffff");
});

test("a key goes down and up by its keysym", () => {
  expect([hex(keyEvent(0x0101_f600, true)), hex(keyEvent(0x41, false))]).toEqual([
    "040100000101f600",
    "0400000000000041",
  ]);
});

test("a key by its place has no keysym, and its two bytes as QEMU takes them", () => {
  expect(hex(scanCodeEvent(0x1e, true))).toBe("ff000001000000000000001e");
  expect(hex(scanCodeEvent(0xe048, false))).toBe("ff00000000000000000000c8");
});

test("the pointer's place and buttons are sent for any place on a screen", () => {
  fc.assert(
    fc.property(fc.nat(0xffff), fc.nat(0xffff), fc.nat(0xff), (x, y, buttons) => {
      const message = pointerEvent(x, y, buttons);
      expect([...message.subarray(0, 2), message.readUInt16BE(2), message.readUInt16BE(4)]).toEqual([5, buttons, x, y]);
    }),
  );
});
