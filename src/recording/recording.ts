// A recording as its user sees it: options, handle, and finished video.

/** Compression of a video: see docs/recording.md. */
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

/** A running recording. Disposing of it abandons it unless it is finished. */
export interface Recording extends AsyncDisposable {
  /** The video's final path. The file appears with {@link finish}. */
  readonly path: string;
  /** The unfinished video, playable at every moment except for its last second: `section.partial.mp4`. */
  readonly partialPath: string;
  /** Start of the video's first frame: `performance.now()`, milliseconds. */
  readonly timeZero: number;
  /** Seconds since the video's first frame, now or at a time of `performance.now()`; those of its end after that. */
  seconds(time?: number): number;
  /**
   * Begins a chapter, now or at a time of `performance.now()`. Returns a function that ends it, now or at such a time.
   * Chapters still open at the end of the video end there.
   */
  chapter(title: string, time?: number): (time?: number) => void;
  /**
   * Ends the video and moves it to its final path. Later calls return the same promise.
   *
   * @throws {RecordingError} when recording or finishing failed; the video up to the failure is playable at
   * `partialPath`
   */
  finish(): Promise<Video>;
  /**
   * Ends the video but leaves it at `partialPath`, for a test that has failed. Resolves with undefined when nothing was
   * recorded. Never rejects.
   */
  abandon(): Promise<Video | undefined>;
}
