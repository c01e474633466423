// Records a live screen into a video.
import type { LiveScreen } from "../base/live-screen.ts";
import { RecordingError } from "./errors.ts";
import type { Recording, RecordingOptions } from "./recording.ts";

export { RecordingError } from "./errors.ts";
export type { Chapter, Quality, Recording, RecordingOptions, Video } from "./recording.ts";

/**
 * Starts to record a screen. Resolves when the first frame is held and ffmpeg runs.
 *
 * @param path the video's final name, which ends in `.mp4`; its folder is there
 * @throws {RecordingError} when ffmpeg is missing or the screen cannot be seen
 */
export async function startRecording(
  _screen: LiveScreen,
  path: string,
  _options: RecordingOptions = {},
): Promise<Recording> {
  throw new RecordingError({ headline: "nothing can be recorded yet", facts: { path }, next: "wait for it" });
}
