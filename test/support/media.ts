// What a video file says of itself, as ffprobe reads it.
import { run } from "../../src/base/process.ts";

/** A chapter as ffprobe tells it; seconds. */
export interface MediaChapter {
  readonly title: string;
  readonly start: number;
  readonly end: number;
}

/** What {@link probe} finds. */
export interface Media {
  readonly seconds: number;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** How many pictures there are, all of them decoded. */
  readonly frames: number;
  readonly chapters: readonly MediaChapter[];
}

interface Probed {
  readonly format: { readonly duration: string };
  readonly streams: readonly {
    readonly codec_name: string;
    readonly width: number;
    readonly height: number;
    readonly nb_read_frames: string;
  }[];
  readonly chapters: readonly {
    readonly start_time: string;
    readonly end_time: string;
    readonly tags?: { readonly title?: string };
  }[];
}

/** Decodes a video and tells what is in it. */
export async function probe(path: string): Promise<Media> {
  const show = ["-show_format", "-show_streams", "-show_chapters", "-count_frames", "-select_streams", "v"];
  const { stdout } = await run("ffprobe", ["-v", "error", "-of", "json", ...show, path], { timeout: 120 });
  const { format, streams, chapters }: Probed = JSON.parse(stdout);
  const [video] = streams;
  if (video === undefined) throw new Error(`${path} has no video`);
  return {
    seconds: Number(format.duration),
    codec: video.codec_name,
    width: video.width,
    height: video.height,
    frames: Number(video.nb_read_frames),
    chapters: chapters.map(({ start_time, end_time, tags }) => ({
      title: tags?.title ?? "",
      start: Number(start_time),
      end: Number(end_time),
    })),
  };
}
