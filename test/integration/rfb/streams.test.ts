// Streams of real servers, truncated at every byte and with wrong bytes: a clear error each time, never a hang.
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Deadline } from "../../../src/base/time/deadline.ts";
import { probeBanner, type VncClient } from "../../../src/rfb/connect.ts";
import { copyRect } from "../../../src/rfb/decoders/copy-rect.ts";
import type { Encoding } from "../../../src/rfb/decoders/encoding.ts";
import { raw } from "../../../src/rfb/decoders/raw.ts";
import { zrle } from "../../../src/rfb/decoders/zrle.ts";
import { RfbFormatError } from "../../../src/rfb/errors.ts";
import { RefusedError } from "../../../src/rfb/handshake/handshake.ts";
import { bootSectorImage } from "../../support/guests/tiny-guest.ts";
import { startQemu } from "../../support/host/qemu.ts";
import { endOfTest } from "../../support/rfb/rfb-bytes.ts";
import { play, recorded } from "../../support/rfb/rfb-recording.ts";
import { startXvnc } from "../../support/rfb/xvnc.ts";

const xvncPassword = "streams";
const limit = (): Deadline => Deadline.after(30_000, "the test's step");
const packed = [copyRect, zrle];
/** Streams up to this length are cut at every byte; longer ones at each byte near the ends and at some in between. */
const everyByte = 10_000;

/** Moves the pointer, for several updates. */
async function pointAround(client: VncClient): Promise<void> {
  for (const x of [4, 20, 40]) {
    client.pointer(x, 10);
    await client.refresh(limit());
  }
}

async function fromXvnc(encodings: readonly Encoding[], pointer: "alpha" | "mask" | "painted"): Promise<Uint8Array> {
  await using xvnc = await startXvnc(xvncPassword, "80x50");
  await probeBanner(xvnc.host, xvnc.port, limit());
  return await recorded({ ...xvnc, password: xvncPassword, encodings, pointer }, pointAround);
}

async function fromQemu(encodings: readonly Encoding[], pointer: "alpha" | "mask"): Promise<Uint8Array> {
  await using qemu = await startQemu({ image: await bootSectorImage({ changing: 1 }) });
  return await recorded({ ...qemu, encodings, pointer }, async (client) => {
    const changed = Promise.withResolvers<void>();
    client.onUpdate(({ regions }) => {
      if (client.width === 720 && regions.length > 0) changed.resolve();
    });
    await limit().race(changed.promise);
    await client.refresh(limit());
  });
}

/** Lengths to truncate a stream to. */
function lengths(total: number): number[] {
  const step = (at: number): number => (total <= everyByte || at < 500 || total - at < 100 ? 1 : 19_997);
  const all: number[] = [];
  for (let at = 0; at < total; at += step(at)) all.push(at);
  return all;
}

describe.each<[name: string, record: () => Promise<Uint8Array>, password?: string]>([
  ["Xvnc in ZRLE, pointer with alpha", () => fromXvnc(packed, "alpha"), xvncPassword],
  ["Xvnc in ZRLE, pointer with a mask", () => fromXvnc(packed, "mask"), xvncPassword],
  ["Xvnc in Raw, pointer painted", () => fromXvnc([raw], "painted"), xvncPassword],
  ["QEMU in ZRLE", () => fromQemu(packed, "alpha")],
  ["QEMU in Raw", () => fromQemu([raw], "mask")],
])("%s", (_name, record, password) => {
  let stream: Uint8Array;
  beforeAll(async () => {
    stream = await record();
  });

  test("is decoded to its last byte", async () => {
    const { error, updates } = await play(stream, password);
    expect(error).toBe(endOfTest);
    expect(updates).toBeGreaterThan(3);
  });

  test("ends with the connection when truncated at any byte", async () => {
    for (const length of lengths(stream.length)) {
      const { error } = await play(stream.subarray(0, length), password);
      expect(error, `after ${length} of ${stream.length} bytes`).toBe(endOfTest);
    }
  });

  test("is decoded or rejected with wrong bytes in it", async () => {
    const at = fc.oneof(fc.nat(Math.min(stream.length, 1000) - 1), fc.nat(stream.length - 1));
    const wrong = fc.array(fc.tuple(at, fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(wrong, async (bytes) => {
        const spoilt = stream.slice();
        for (const [place, byte] of bytes) spoilt[place] = byte;
        const { error } = await limit().race(play(spoilt, password));
        const clear = error === endOfTest || error instanceof RfbFormatError || error instanceof RefusedError;
        expect(clear, String(error)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
