// Generates captions in WebVTT (https://www.w3.org/TR/webvtt1/) from the steps of a video.
import { oneLine } from "../base/text.ts";
import { fromSeconds } from "../base/time/seconds.ts";
import { framesPerSecond } from "./timeline.ts";

/** A step during a recording. */
export interface CaptionedStep {
  readonly title: string;
  /** Seconds from the start of the video. */
  readonly start: number;
  /** Seconds from the start of the video. */
  readonly end: number;
}

/** A caption and the time for which it is shown. */
export interface Cue {
  /** Seconds from the start of the video. */
  readonly start: number;
  /** Seconds from the start of the video. */
  readonly end: number;
  readonly text: string;
}

/**
 * Computes the captions. Each time shows the innermost step: of those under way, the one that began last. When it ends,
 * the outer step is shown again.
 *
 * @param steps in the order in which they began
 */
export function captionCues(steps: readonly CaptionedStep[]): Cue[] {
  const times = [...new Set(steps.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  const cues: Cue[] = [];
  let shown: CaptionedStep | undefined;
  for (const [index, start] of times.slice(0, -1).entries()) {
    const end = times[index + 1] as number;
    const step = steps.findLast((each) => each.start <= start && each.end >= end);
    const last = cues.at(-1);
    if (step && step === shown && last) cues[cues.length - 1] = { ...last, end };
    else if (step) cues.push({ start, end, text: step.title });
    shown = step;
  }
  return cues;
}

/** Formats cues as WebVTT. Omits cues shorter than a frame, which would only flash. */
export function webVtt(cues: readonly Cue[]): string {
  const blocks = cues
    .filter(({ start, end }) => end - start >= 1 / framesPerSecond)
    .map(({ start, end, text }) => `${timestamp(start)} --> ${timestamp(end)}\n${escaped(text)}\n`);
  return ["WEBVTT\n", ...blocks].join("\n");
}

/** Seconds as `hh:mm:ss.ttt`. */
function timestamp(seconds: number): string {
  const milliseconds = Math.round(fromSeconds(seconds));
  const part = (unit: number, range: number, digits: number): string =>
    String(Math.floor(milliseconds / unit) % range).padStart(digits, "0");
  const hours = part(3_600_000, Number.POSITIVE_INFINITY, 2);
  return `${hours}:${part(60_000, 60, 2)}:${part(1000, 60, 2)}.${part(1, 1000, 3)}`;
}

/** Escapes a cue's text: `&` and `<` start markup, `-->` is forbidden, and a blank line would end the cue. */
function escaped(text: string): string {
  return oneLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
