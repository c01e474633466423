// Where a demo's videos, screenshots and logs go.

/** A file to show to the user: a video, a screenshot, a log. */
export interface PublishedFile {
  /** Absolute path; the file is complete. */
  readonly path: string;
  /** What it shows, in a few words. */
  readonly title: string;
  /** Its media type, as in `video/mp4`. */
  readonly contentType: string;
}

/** A demo's output directory, made when the first file is written. */
export interface DemoOutput {
  /** The demo's name, as in `my-cool-demo`. */
  readonly name: string;
  /** Absolute path; may not exist yet. */
  readonly directory: string;
  /** Ends what is going on for this demo. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The absolute path of a file in the directory, which is made if it is not there.
   *
   * @throws {OptionError} when the file would lie outside of it
   */
  path(file: string): string;
  /**
   * The path for a new file `<name>.<extension>`; a name that this demo gave out before gets `-2`, `-3`, …. Files of
   * earlier runs are overwritten.
   */
  newPath(name: string, extension: string): string;
  /** Shows a written file to the user: in a test, in Vitest's reports. It never throws. */
  publish?(file: PublishedFile): void;
}
