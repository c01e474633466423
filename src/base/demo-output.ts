// The output directory of a demo, for its videos, screenshots and logs.

/** A file to show to the user: a video, a screenshot, a log. */
export interface PublishedFile {
  /** Absolute path of the complete file. */
  readonly path: string;
  /** What it shows, in a few words. */
  readonly title: string;
  /** Its media type, such as `video/mp4`. */
  readonly contentType: string;
}

/** A demo's output directory, created when the first file is written. */
export interface DemoOutput {
  /** The demo's name, such as `my-cool-demo`. */
  readonly name: string;
  /** Absolute path. The directory may not exist yet. */
  readonly directory: string;
  /** Ends everything that runs for this demo. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Returns the absolute path of a file in the directory, and creates the directory if it is missing.
   *
   * @throws {OptionError} when the file would lie outside of the directory
   */
  path(file: string): string;
  /**
   * Returns the path of a new file `<name>.<extension>`. A name that this demo has already used, in whatever case, gets
   * `-2`, `-3`, …. Files of earlier runs are overwritten. Long names and those of demotool's own files are changed: see
   * src/base/files/output-name.ts.
   *
   * @param options with `own`, the file is demotool's own, and its name stays
   * @throws {OptionError} when the name is empty, the path too long, or the file would lie outside of the directory
   */
  newPath(name: string, extension: string, options?: { readonly own?: boolean }): string;
  /** Shows a written file to the user: for a test, in Vitest's reports. Never throws. */
  publish?(file: PublishedFile): void;
}
