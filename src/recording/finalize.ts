// Finishes a video: adds chapters and fast start, and renames it.
import { renameSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { run } from "../base/process/process.ts";
import { oneLine } from "../base/text.ts";
import { chapterMetadata } from "./chapters.ts";
import { isCompleteVideo } from "./mp4/completeness.ts";
import type { Chapter } from "./recording.ts";

/** Time limit. The stream is copied, not encoded: an hour of video takes seconds, a slow disk may need longer. */
const limitMs = 300_000;

/** MiB for ffmpeg, which needs 300 for a short video. */
const memoryMiB = 4096;

/** The path of a video until it is finished. */
export function partialPathOf(path: string): string {
  return path.replace(/(\.mp4)?$/i, ".partial.mp4");
}

/** The path that a video is finished at, before it is renamed. */
export function finishingPathOf(path: string): string {
  return path.replace(/(\.mp4)?$/i, ".finishing.mp4");
}

/**
 * Turns the partial file into the final one. Replaces an older video of that name.
 *
 * @throws {ProcessError} when ffmpeg fails; the partial file is kept then
 * @throws when the disk is full; the partial file is kept then, too
 */
export async function finalize(partialPath: string, path: string, chapters: readonly Chapter[]): Promise<void> {
  const finishing = finishingPathOf(path);
  const metadata = ["-f", "ffmetadata", "-i", "pipe:0"];
  const result = ["-map", "0:v", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy", "-movflags", "+faststart"];
  const args = ["-hide_banner", "-loglevel", "error", "-y", "-i", partialPath, ...metadata, ...result];
  try {
    const { stderr } = await run("ffmpeg", [...args, "-f", "mp4", finishing], {
      timeout: limitMs,
      limits: { memoryMiB, cpuMs: limitMs },
      input: chapterMetadata(chapters),
    });
    // On a full disk, ffmpeg 5.1 ends with 0 although it could not write the index.
    if (!(await isCompleteVideo(finishing))) throw new Error(`ffmpeg wrote only a part of it: ${oneLine(stderr)}`);
    renameSync(finishing, path);
  } catch (error) {
    await rm(finishing, { force: true }).catch(() => {});
    throw error;
  }
  rmSync(partialPath, { force: true });
}
