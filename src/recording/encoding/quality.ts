// What the qualities of a video mean to the encoder.
import type { Quality } from "../recording.ts";

/** x264's constant rate factors: lower is better and larger. */
const rateFactors: Readonly<Record<Quality, number>> = { high: 18, medium: 23, low: 29 };

/** The qualities there are. */
export const qualities = Object.keys(rateFactors) as readonly Quality[];

/** Seconds from one picture that can be jumped to to the next. */
export const keyInterval = 10;

/** ffmpeg's arguments: Matroska with raw pictures in, FLV with one slice for each picture out. */
export function encoderArguments(quality: Quality): string[] {
  const x264 = [
    // What the repeats rely on: see h264/slices.ts.
    "cabac=0:weightp=0:force-cfr=1:fps=30:keyint=infinite",
    // Nothing is looked at in advance: it costs more than it saves on a screen, and keeps pictures back.
    "rc-lookahead=0:mbtree=0:scenecut=0",
    // The same care everywhere: else text loses to plain areas, and traces stay where windows were.
    "aq-mode=0",
  ];
  return [
    ["-hide_banner", "-loglevel", "error"],
    // The header says all: nothing must be guessed from pictures, which would be kept back for that.
    ["-probesize", "32", "-analyzeduration", "0", "-f", "matroska", "-i", "pipe:0"],
    ["-fps_mode", "passthrough", "-enc_time_base", "1:30", "-c:v", "libx264", "-preset", "superfast", "-threads", "1"],
    ["-crf", String(rateFactors[quality]), "-bf", "0", "-refs", "1", "-x264-params", x264.join(":")],
    ["-force_key_frames", `expr:gte(t,if(isnan(prev_forced_t),0,prev_forced_t)+${keyInterval})`],
    ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"],
    ["-chroma_sample_location", "center"],
    ["-flush_packets", "1", "-flvflags", "no_duration_filesize", "-f", "flv", "pipe:1"],
  ].flat();
}
