// Inspects videos with ffprobe and ffmpeg: streams, file layout, and every frame.

import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { run } from "../../../src/base/process/process.ts";

/** ffprobe's report on a video. */
export interface Probe {
  readonly streams: readonly Record<string, string | number>[];
  readonly format: Readonly<Record<string, string>>;
  readonly chapters: readonly {
    readonly start_time: string;
    readonly end_time: string;
    readonly tags: { title: string };
  }[];
  /** Packets of the first video stream, in file order. */
  readonly packets: readonly { readonly pts_time: string; readonly duration_time: string; readonly flags: string }[];
}

/** Runs ffprobe; throws on any complaint. */
export async function probe(path: string): Promise<Probe> {
  const show = ["-show_streams", "-show_format", "-show_chapters", "-show_packets", "-select_streams", "v:0"];
  const result = await run("ffprobe", ["-v", "error", ...show, "-of", "json", path], { timeout: 60_000 });
  if (result.stderr !== "") throw new Error(`ffprobe: ${result.stderr}`);
  return JSON.parse(result.stdout) as Probe;
}

/** The top-level boxes of the file, for example `ftyp`, `moov`, `mdat`. */
export async function topLevelBoxes(path: string): Promise<string[]> {
  const bytes = await readFile(path);
  const boxes: string[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at))
    boxes.push(bytes.toString("latin1", at + 4, at + 8));
  return boxes;
}

/** A frame: a luma plane, and chroma planes of half the width and height. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

/** Decodes every frame of a video; throws on any complaint of ffmpeg. A frame is only valid until the next one. */
export async function* frames(path: string): AsyncGenerator<Planes> {
  const [stream] = (await probe(path)).streams;
  const [width, height] = [Number(stream?.width), Number(stream?.height)];
  const length = (width * height * 3) / 2;
  const output = ["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1"];
  const decoder = execa("ffmpeg", ["-v", "warning", "-xerror", "-i", path, ...output], {
    buffer: { stdout: false, stderr: true },
    encoding: "buffer",
    reject: false,
  });
  const bytes = Buffer.alloc(length);
  let filled = 0;
  const [y, u, v] = [
    bytes.subarray(0, width * height),
    bytes.subarray(width * height, (length * 5) / 6),
    bytes.subarray((length * 5) / 6),
  ];
  for await (const piece of decoder.stdout as AsyncIterable<Buffer>) {
    for (let at = 0; at < piece.length; ) {
      const taken = piece.copy(bytes, filled, at);
      at += taken;
      filled += taken;
      if (filled < length) continue;
      yield { width, height, y, u, v };
      filled = 0;
    }
  }
  const { stderr, failed } = await decoder;
  if (failed || stderr.length > 0) throw new Error(`ffmpeg: ${Buffer.from(stderr).toString()}`);
  if (filled > 0) throw new Error("the video ends within a frame");
}

/** Number of decodable frames of a video. */
export async function countFrames(path: string): Promise<number> {
  let count = 0;
  for await (const _ of frames(path)) count++;
  return count;
}

/** The essentials of a video. */
export interface Summary {
  /** Its length. */
  readonly seconds: number;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** Number of frames, all decoded. */
  readonly frames: number;
  /** Times in seconds. */
  readonly chapters: readonly { readonly title: string; readonly start: number; readonly end: number }[];
}

/** Decodes a video and summarizes it. */
export async function summary(path: string): Promise<Summary> {
  const { streams, format, chapters } = await probe(path);
  return {
    seconds: Number(format.duration),
    codec: String(streams[0]?.codec_name),
    width: Number(streams[0]?.width),
    height: Number(streams[0]?.height),
    frames: await countFrames(path),
    chapters: chapters.map(({ start_time, end_time, tags }) => ({
      title: tags.title,
      start: Number(start_time),
      end: Number(end_time),
    })),
  };
}
