// Collects the chapters of a video, and formats them for ffmpeg.
import { oneLine } from "../base/text.ts";
import { toThousandths } from "../base/time/round.ts";
import { fromSeconds } from "../base/time/seconds.ts";
import type { Chapter } from "./recording.ts";

/** The chapters of a running recording. */
export class Chapters {
  readonly #noted: { readonly title: string; readonly start: number; end: number | undefined }[] = [];

  /** Begins a chapter. Returns a function that takes the time of its end; only the first call counts. Seconds. */
  begin(title: string, start: number): (end: number) => void {
    const chapter = { title, start, end: undefined as number | undefined };
    this.#noted.push(chapter);
    return (end) => {
      chapter.end ??= Math.max(start, end);
    };
  }

  /**
   * All chapters, sorted by start and rounded to milliseconds, for a video of the given length in seconds. Chapters
   * that are still open end with the video.
   */
  all(seconds: number): Chapter[] {
    const within = (time: number): number => toThousandths(Math.min(time, seconds));
    return this.#noted
      .map(({ title, start, end }) => ({ title, start: within(start), end: within(end ?? seconds) }))
      .sort((a, b) => a.start - b.start);
  }
}

/**
 * Formats chapters as ffmpeg metadata. Players show one chapter at a time, so a nested chapter ends the outer one.
 */
export function chapterMetadata(chapters: readonly Chapter[]): string {
  const parts = chapters.map(({ title, start, end }, index) => {
    const next = chapters[index + 1]?.start ?? Infinity;
    const milliseconds = [start, Math.min(end, next)].map((time) => Math.round(fromSeconds(time)));
    return `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${milliseconds[0]}\nEND=${milliseconds[1]}\ntitle=${escaped(title)}\n`;
  });
  return `;FFMETADATA1\n${parts.join("")}`;
}

/**
 * Escapes a title. ffmpeg takes a backslash before the line's end for an escaped line feed, even if it is itself
 * escaped; a NUL in between keeps them apart, and ends the value.
 */
function escaped(title: string): string {
  const line = oneLine(title).replaceAll(/[=;#\\]/g, "\\$&");
  return line.endsWith("\\") ? `${line}\0` : line;
}
