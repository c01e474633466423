// A reference on disk is a hostile PNG file.

import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { hasRawError } from "../round/run.ts";
import { giveTo } from "../support/account.ts";
import { replaceDemo } from "../support/demo-file.ts";
import type { Random } from "../support/random.ts";
import type { FaultKind } from "./kind.ts";

const forms = ["bomb", "wide bomb", "no size", "cut", "wrong sum", "noise", "depth", "empty", "text bomb"] as const;

/** The kind. */
export const hostilePng: FaultKind = {
  name: "hostile PNG",
  draw: (random, profile) => {
    // A busy machine slows down everything.
    const limitMs = 10_000 + 3 * profile.durationMs;
    const form = random.pick(forms);
    return {
      text: `a reference: ${form}`,
      prepare: async (place) => {
        const path = join(place.project, "evil.png");
        await writeFile(path, pngOf(form, random));
        await giveTo(place.lab.account, path);
        await replaceDemo(place, demo);
        return undefined;
      },
      strike: async () => true,
      repair: (place) => rm(join(place.project, "evil.png")),
      judge: async (end) => [
        ...(end.exitCode === 0 ? ["hostile: the run passed with a hostile reference"] : []),
        ...(end.durationMs > limitMs
          ? [`hostile: the reference was refused after ${Math.round(end.durationMs)} ms`]
          : []),
        ...(hasRawError(end) ? ["hostile: the error is not demotool's"] : []),
      ],
    };
  },
};

const demo = `
import { image } from "demotool";
import { test } from "demotool/fixtures";
test("one", async ({ vm }) => {
  await vm.screen.waitFor(image("../evil.png"), { timeout: 1000 });
});
`;

const signature = Buffer.from("89504e470d0a1a0a", "hex");

function pngOf(form: (typeof forms)[number], random: Random): Buffer {
  const pixels = deflateSync(Buffer.alloc(65 * 16));
  const whole = png([header(16, 16), chunk("IDAT", pixels)]);
  switch (form) {
    case "bomb":
      return png([header(60_000, 60_000), chunk("IDAT", deflateSync(Buffer.alloc(2 ** 27)))]);
    case "wide bomb":
      return png([header(0x7fff_ffff, 1), chunk("IDAT", pixels)]);
    case "no size":
      return png([header(0, 16), chunk("IDAT", pixels)]);
    case "cut":
      return whole.subarray(0, random.whole(1, whole.length - 14));
    case "wrong sum":
      return png([header(16, 16), chunk("IDAT", pixels, 1)]);
    case "noise":
      return Buffer.concat([signature, Buffer.from(Array.from({ length: 500 }, () => random.whole(0, 255)))]);
    case "depth":
      return png([header(16, 16, random.whole(17, 255)), chunk("IDAT", pixels)]);
    case "empty":
      return Buffer.alloc(0);
    case "text bomb":
      return png([
        header(60_000, 1),
        chunk("zTXt", Buffer.concat([Buffer.from("a\0\0"), deflateSync(Buffer.alloc(2 ** 27))])),
      ]);
  }
}

function png(chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([signature, ...chunks, chunk("IEND", Buffer.alloc(0))]);
}

function header(width: number, height: number, depth = 8): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, 6], 8);
  return chunk("IHDR", data);
}

/** @param wrong is added to the check sum */
function chunk(type: string, data: Buffer, wrong = 0): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE((crc32(body) + wrong) >>> 0);
  return Buffer.concat([length, body, sum]);
}
