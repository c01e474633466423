// The errors of recordings.

import { DemotoolError, describeThrown, type ErrorParts } from "../base/errors.ts";
import { ProcessError } from "../base/process/process.ts";
import { fromSeconds } from "../base/time/seconds.ts";

/** A video could not be started, recorded or finished (code `RECORDING`). */
export class RecordingError extends DemotoolError {
  constructor(parts: ErrorParts) {
    super("RECORDING", parts);
  }
}

/** Where a recording can fail. */
export type RecordingStage = "start" | "encoding" | "file" | "screen" | "finish";

const headlines: Readonly<Record<RecordingStage, string>> = {
  start: "the recording could not be started",
  encoding: "the video could not be encoded",
  file: "the video could not be written",
  screen: "the screen was gone before the end of the recording",
  finish: "the video could not be finished",
};

const advice: Readonly<Record<RecordingStage, string>> = {
  start: "look whether the folder is there, and at its rights",
  encoding: "see what ffmpeg said; it must have libx264, and the host enough free memory",
  file: "look at the free space and the rights of the folder",
  screen: "see the cause, and the VM's log: it may have turned itself off",
  finish: "see what ffmpeg said, and look at the free space of the folder: finishing takes as much again as the video",
};

/** The error for a failure at a stage; `kept` is the partial video. */
export function recordingFailure(
  stage: RecordingStage,
  path: string,
  cause: unknown,
  kept?: { readonly path: string; readonly seconds: number },
): RecordingError {
  const output = cause instanceof ProcessError ? cause.output : undefined;
  const causeKnows =
    (cause instanceof ProcessError && cause.missing) || (cause instanceof DemotoolError && stage === "start");
  const advised = causeKnows ? cause.next : advice[stage];
  const next = kept ? `${advised}; what was recorded until then can be played: ${kept.path}` : advised;
  return new RecordingError({
    headline: `${headlines[stage]}: ${describeThrown(cause)}`,
    facts: { path, stage, partialPath: kept?.path, recordedMs: kept && Math.round(fromSeconds(kept.seconds)) },
    ...(output && { output }),
    next,
    cause,
  });
}
