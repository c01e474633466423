// The chapters of a video: noted while it is recorded, written down for ffmpeg at its end.

import { toThousandths } from "../base/time/round.ts";
import { fromSeconds } from "../base/time/seconds.ts";
import type { Chapter } from "./recording.ts";

/** Notes chapters. */
export class Chapters {
  readonly #noted: { readonly title: string; readonly start: number; end: number | undefined }[] = [];

  /** Begins one; returns a function that takes the time of its end, once. Seconds. */
  begin(title: string, start: number): (end: number) => void {
    const chapter = { title, start, end: undefined as number | undefined };
    this.#noted.push(chapter);
    return (end) => {
      chapter.end ??= Math.max(start, end);
    };
  }

  /**
   * All chapters of a video of this length, by their starts, to the millisecond; open ones end
   * with it.
   */
  all(seconds: number): Chapter[] {
    const within = (time: number): number => toThousandths(Math.min(time, seconds));
    return this.#noted
      .map(({ title, start, end }) => ({ title, start: within(start), end: within(end ?? seconds) }))
      .sort((a, b) => a.start - b.start);
  }
}

/**
 * The chapters in ffmpeg's format for metadata. Players show one chapter at a time: one within another ends the outer
 * one.
 */
export function chapterMetadata(chapters: readonly Chapter[]): string {
  const parts = chapters.map(({ title, start, end }, index) => {
    const next = chapters[index + 1]?.start ?? Infinity;
    const milliseconds = [start, Math.min(end, next)].map((time) => Math.round(fromSeconds(time)));
    return `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${milliseconds[0]}\nEND=${milliseconds[1]}\ntitle=${escaped(title)}\n`;
  });
  return `;FFMETADATA1\n${parts.join("")}`;
}

function escaped(title: string): string {
  return title
    .replaceAll(/\s+/g, " ")
    .trim()
    .replaceAll(/[=;#\\]/g, "\\$&");
}
