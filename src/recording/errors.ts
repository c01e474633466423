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
  screen: "the connection to the screen ended before the recording",
  finish: "the video could not be finished",
};

const advice: Readonly<Record<RecordingStage, string>> = {
  start: "check that the folder exists and is writable",
  encoding: "see ffmpeg's output; it needs libx264 and enough free memory on the host",
  file: "check the free space and the permissions of the folder",
  screen: "see the cause and the VM's log: the guest may have shut down",
  finish: "see ffmpeg's output, and check the free space of the folder: finishing needs as much again as the video",
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
  const next = kept ? `${advised}; the video up to the failure is playable: ${kept.path}` : advised;
  return new RecordingError({
    headline: `${headlines[stage]}: ${describeThrown(cause)}`,
    facts: { path, stage, partialPath: kept?.path, recordedMs: kept && Math.round(fromSeconds(kept.seconds)) },
    ...(output && { output }),
    next,
    cause,
  });
}
