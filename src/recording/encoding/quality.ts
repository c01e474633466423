// ffmpeg's arguments for each video quality.
import type { Quality } from "../recording.ts";

/** x264's constant rate factors: lower is better and larger. */
export const rateFactors: Readonly<Record<Quality, number>> = { high: 18, medium: 23, low: 29 };

/** All qualities. */
export const qualities = Object.keys(rateFactors) as readonly Quality[];

/** Keyframe interval in seconds. */
export const keyframeIntervalSeconds = 10;

/** How x264 encodes, whatever the quality. Its encoder runs in one thread beside those of the guest. */
export const x264 = {
  preset: "superfast",
  threads: 1,
  /** Parameters in x264's own notation. */
  parameters: [
    // Required by the repeated frames: see h264/slices.ts.
    "cabac=0:weightp=0:bframes=0:ref=1",
    // No lookahead: on screen content it costs more than it saves, and it delays frames.
    "rc-lookahead=0:mbtree=0:scenecut=0",
    // No adaptive quantization: it takes bits from text and leaves traces of closed windows.
    "aq-mode=0",
  ].join(":"),
} as const;

/** ffmpeg's arguments: raw frames in Matroska in, FLV with one slice per frame out. */
export function encoderArguments(quality: Quality): string[] {
  const parameters = `${x264.parameters}:force-cfr=1:fps=30:keyint=infinite`;
  return [
    ["-hide_banner", "-loglevel", "error"],
    // The header is complete: probing would only delay frames.
    ["-probesize", "32", "-analyzeduration", "0", "-f", "matroska", "-i", "pipe:0"],
    ["-fps_mode", "passthrough", "-enc_time_base", "1:30", "-c:v", "libx264", "-preset", x264.preset],
    ["-threads", String(x264.threads), "-crf", String(rateFactors[quality]), "-x264-params", parameters],
    ["-force_key_frames", `expr:gte(t,if(isnan(prev_forced_t),0,prev_forced_t)+${keyframeIntervalSeconds})`],
    ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"],
    ["-chroma_sample_location", "center"],
    ["-flush_packets", "1", "-flvflags", "no_duration_filesize", "-f", "flv", "pipe:1"],
  ].flat();
}
