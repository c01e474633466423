// A recording as its user sees it: options, handle, and finished video.

/** How a video is compressed: see docs/recording.md. */
export type Quality = "high" | "medium" | "low";

/** Options of a recording. */
export interface RecordingOptions {
  /** Default `high`: text stays crisp. */
  readonly quality?: Quality;
}

/** A named part of a video. */
export interface Chapter {
  readonly title: string;
  /** Seconds on the video's clock, to the millisecond. */
  readonly start: number;
  /** Seconds on the video's clock, to the millisecond. */
  readonly end: number;
}

/** A finished video. */
export interface Video {
  /** The file, an absolute path if the recording was given one. */
  readonly path: string;
  /** Its length: `frames` divided by 30, to the millisecond. */
  readonly seconds: number;
  readonly frames: number;
  /** Pixels; even. */
  readonly width: number;
  /** Pixels; even. */
  readonly height: number;
  readonly chapters: readonly Chapter[];
}

/** A video that is being recorded. Disposing of it abandons what is not finished. */
export interface Recording extends AsyncDisposable {
  /** The video's final path. The file appears with {@link finish}. */
  readonly path: string;
  /** The unfinished video, playable at every moment except for its last second: `section.partial.mp4`. */
  readonly partialPath: string;
  /** When the video's first frame begins: `performance.now()`, milliseconds. */
  readonly timeZero: number;
  /** Seconds since the video's first frame, now or at a time of `performance.now()`; those of its end after that. */
  seconds(time?: number): number;
  /**
   * Begins a chapter, now or at a time of `performance.now()`. Returns a function that ends it, now or at such a time;
   * the video's end does too.
   */
  chapter(title: string, time?: number): (time?: number) => void;
  /**
   * Ends the video and gives it its final name. Once only; later calls give the same promise.
   *
   * @throws {RecordingError} when something failed while recording or does now: what was recorded until then is a
   * playable file at `partialPath`
   */
  finish(): Promise<Video>;
  /**
   * Ends the video but leaves it at `partialPath`, because its subject failed. Undefined if nothing could be
   * recorded. Never throws.
   */
  abandon(): Promise<Video | undefined>;
}
