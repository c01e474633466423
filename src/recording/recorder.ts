// Records a live screen into a video.
import { checkOneOf } from "../base/check.ts";
import type { LiveScreen } from "../base/live-screen.ts";
import { Deadline } from "../base/time/deadline.ts";
import { ActiveRecording } from "./active-recording.ts";
import { qualities } from "./encoding/quality.ts";
import { recordingFailure } from "./errors.ts";
import type { Quality, Recording, RecordingOptions } from "./recording.ts";

export { RecordingError } from "./errors.ts";
export type { Chapter, Quality, Recording, RecordingOptions, Video } from "./recording.ts";

/** Time limit for the first frame, generous for busy hosts. */
const firstFrameMs = 20_000;

/**
 * Checks the options of a recording.
 *
 * @throws {OptionError} when the quality is unknown
 */
export function checkRecordingOptions({ quality = "high" }: RecordingOptions = {}): Quality {
  checkOneOf("quality", quality, qualities, { of: "a recording" });
  return quality;
}

/**
 * Starts recording a screen. Resolves once the first frame is captured and ffmpeg runs; the video begins then. A screen
 * can have several recordings at a time.
 *
 * @param path the video's final name, which ends in `.mp4`, in an existing folder
 * @throws {OptionError} see {@link checkRecordingOptions}
 * @throws {RecordingError} when ffmpeg is missing, the file cannot be created or the screen sends no frame
 */
export async function startRecording(
  screen: LiveScreen,
  path: string,
  options: RecordingOptions = {},
): Promise<Recording> {
  const quality = checkRecordingOptions(options);
  const awake = screen.keepAwake();
  try {
    await screen.refresh(Deadline.after(firstFrameMs, "the recording's first frame"));
    return await ActiveRecording.start({ screen, path, quality, awake });
  } catch (error) {
    awake[Symbol.dispose]();
    throw recordingFailure("start", path, error);
  }
}
