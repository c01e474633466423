// x264's settings in the comparison of recorders: demotool's own, for every contender.
import { keyframeIntervalSeconds, rateFactors, x264 } from "../../../src/recording/encoding/quality.ts";
import { framesPerSecond } from "../../../src/recording/timeline.ts";

const keyframeInterval = keyframeIntervalSeconds * framesPerSecond;
const rateFactor = rateFactors.high;

/** The settings in words, for the report. */
export const settingsText = [
  `preset ${x264.preset}`,
  `constant rate factor ${rateFactor}`,
  `${x264.threads} thread`,
  `a keyframe every ${keyframeInterval} frames`,
  x264.parameters,
].join(", ");

const bt709 = ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"];

/** ffmpeg's output arguments: compressed like every contender's video, or lossless. */
export const compressions = {
  lossy: [
    ...["-c:v", "libx264", "-preset", x264.preset, "-threads", String(x264.threads), "-crf", String(rateFactor)],
    ...["-x264-params", `${x264.parameters}:keyint=${keyframeInterval}`, ...bt709],
  ],
  lossless: ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", ...bt709],
} as const;

/** The name of one of {@link compressions}. */
export type Compression = keyof typeof compressions;

/**
 * GStreamer's encoder: `pass=qual` is a constant rate factor, which it calls `quantizer`. Without a VBV buffer its default
 * bitrate of 2048 kbit/s is no limit.
 */
export const gstreamerEncoder = [
  ...["x264enc", "pass=qual", `quantizer=${rateFactor}`, `speed-preset=${x264.preset}`, `threads=${x264.threads}`],
  ...["vbv-buf-capacity=0", `key-int-max=${keyframeInterval}`, `option-string=${x264.parameters}`],
] as const;
