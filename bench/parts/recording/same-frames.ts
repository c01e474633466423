// Encodes one lossless recording as each contender does, to compare the losses.
import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { run } from "../../../src/base/process/process.ts";
import { Encoder } from "../../../src/recording/encoding/encoder.ts";
import { FragmentedWriter } from "../../../src/recording/mp4/fragmented-writer.ts";
import { compressions, gstreamerEncoder } from "./settings.ts";

/** A lossless video, and its frames' size in pixels. */
export interface Source {
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/** Encodes a source into a file. */
export type Encode = (source: Source, path: string) => Promise<void>;

const limit = { timeout: 600_000 };

/** ffmpeg's arguments to print a source's frames in I420. */
const rawFrames = ({ path }: Source): string[] => ["-v", "error", "-i", path, "-f", "rawvideo", "pipe:1"];

/** As demotool: repeated frames never reach the encoder. */
export const encodeWithDemotool: Encode = async (source, path) => {
  const writer = new FragmentedWriter(path, () => encoder.kill());
  const encoder = new Encoder(source, "high", writer);
  await encoder.started;
  let last: Buffer = Buffer.alloc(0);
  let count = 0;
  for await (const frame of framesOf(source)) {
    if (!frame.equals(last)) await new Promise<void>((done) => encoder.send(count, frame, done));
    [last, count] = [frame, count + 1];
  }
  await encoder.finish();
  writer.hold(count);
  writer.close();
};

/** As GStreamer's pipeline. */
export const encodeWithGstreamer: Encode = async (source, path) => {
  const { width, height } = source;
  const pipeline = [
    ["fdsrc", "fd=0"],
    ["rawvideoparse", "format=i420", `width=${width}`, `height=${height}`, "framerate=30/1"],
    gstreamerEncoder,
    ["mp4mux", "faststart=true"],
    ["filesink", `location=${path}`],
  ].flatMap((element, index) => (index === 0 ? element : ["!", ...element]));
  await execa("ffmpeg", rawFrames(source), { ...limit, buffer: false }).pipe(
    "gst-launch-1.0",
    ["-q", ...pipeline],
    limit,
  );
};

/** As ffmpeg with every frame. */
export const encodeEveryFrame: Encode = async ({ path: source }, path) => {
  await run("ffmpeg", ["-v", "error", "-i", source, ...compressions.lossy, "-y", path], limit);
};

/** The peak signal-to-noise ratio of a video against its source, in dB, over all planes (ffmpeg's filter `psnr`). */
export async function psnr(path: string, source: Source): Promise<number> {
  const args = ["-hide_banner", "-i", path, "-i", source.path, "-lavfi", "psnr", "-f", "null", "-"];
  const { stderr } = await run("ffmpeg", args, limit);
  return Number(/ average:([\d.]+)/.exec(stderr)?.[1]);
}

/** The options that x264 has written into a video; undefined for demotool's own writer, which keeps the frames only. */
export async function x264Options(path: string): Promise<string | undefined> {
  const content = await readFile(path, "latin1");
  return / - options: ([\x20-\x7e]+)/.exec(content)?.[1];
}

async function* framesOf(source: Source): AsyncGenerator<Buffer> {
  const size = (source.width * source.height * 3) / 2;
  const ffmpeg = execa("ffmpeg", rawFrames(source), { ...limit, buffer: false, encoding: "buffer" });
  let rest = Buffer.alloc(0);
  for await (const bytes of ffmpeg.stdout) {
    rest = Buffer.concat([rest, bytes]);
    for (; rest.length >= size; rest = rest.subarray(size)) yield Buffer.from(rest.subarray(0, size));
  }
  await ffmpeg;
}
