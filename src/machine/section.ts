// A section of a demo: one recording with its steps.
import { rm } from "node:fs/promises";
import type { DemoOutput } from "../base/demo-output.ts";
import { AbortedError, describeThrown } from "../base/errors.ts";
import { writeWholeFile } from "../base/files/whole-file.ts";
import { log } from "../base/log.ts";
import { toThousandths } from "../base/time/round.ts";
import { captionCues, webVtt } from "../recording/captions.ts";
import { finishingPathOf } from "../recording/finalize.ts";
import type { Recording, Video } from "../recording/recorder.ts";

/** A step in a section, in seconds from the section's start; `end` is missing while it is under way. */
interface SectionStep {
  readonly title: string;
  readonly start: number;
  end?: number;
}

/** Called when a section has ended: with its error, or with the reason for its early end. */
export type SectionEnd = (section: Section, error?: unknown) => void;

/** A recording started by {@link Vm.record}. Declare it with `await using`, or call {@link Section.finish}. */
export class Section implements AsyncDisposable {
  /** The name given to {@link Vm.record}. */
  readonly name: string;
  /** Absolute path of the finished video. */
  readonly path: string;
  /** The demo whose directory it is in. */
  readonly demo: DemoOutput;
  readonly #recording: Recording;
  readonly #ended: SectionEnd;
  readonly #steps: SectionStep[] = [];
  #finished: Promise<Video> | undefined;
  #abandoned: Promise<Video | undefined> | undefined;

  /** Created by `vm.record`. */
  constructor(name: string, demo: DemoOutput, recording: Recording, ended: SectionEnd) {
    this.name = name;
    this.path = recording.path;
    this.demo = demo;
    this.#recording = recording;
    this.#ended = ended;
  }

  /** Start of the video's first frame: `performance.now()`, milliseconds. */
  get timeZero(): number {
    return this.#recording.timeZero;
  }

  /** Seconds since the recording began, to the millisecond. */
  seconds(): number {
    return this.#secondsAt();
  }

  /**
   * Ends the recording. Resolves when the video and, if there were steps, its captions are complete. Later calls return
   * the same video.
   *
   * @throws {RecordingError} when the video could not be made whole; what was recorded is `<name>.partial.mp4`
   * @throws {AbortedError} when the test or the VM has already ended
   */
  async finish(): Promise<Video> {
    if (this.#abandoned) throw endedBefore(this.name);
    this.#finished ??= this.#end(() => this.#recording.finish(), this.name, undefined);
    return this.#finished;
  }

  /** Ends the recording unfinished and keeps it as `<name>.partial.mp4`; undefined if nothing was recorded. */
  async abandon(): Promise<Video | undefined> {
    if (this.#finished) return this.#finished;
    this.#abandoned ??= this.#end(() => this.#recording.abandon(), partialTitle(this.name), endedBefore(this.name));
    return this.#abandoned;
  }

  /** Begins a step; the returned function ends it. Both take a time of `performance.now()`. */
  beginStep(title: string, time: number): (time: number) => void {
    const step: SectionStep = { title, start: this.#secondsAt(time) };
    // Chapters of an MP4 file cannot nest, so only the outermost steps become chapters.
    const nested = this.#steps.some(({ end }) => end === undefined);
    const endChapter = nested ? undefined : this.#recording.chapter(title, time);
    this.#steps.push(step);
    return (time) => {
      step.end ??= this.#secondsAt(time);
      endChapter?.(time);
    };
  }

  /** Finishes the video, unless the test or the VM has already ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#abandoned) await this.#abandoned;
    else await this.finish();
  }

  #secondsAt(time?: number): number {
    return toThousandths(this.#recording.seconds(time));
  }

  /** @param reason why the section ends early; undefined if it is finished */
  async #end<T extends Video | undefined>(
    finish: () => Promise<T>,
    title: string,
    reason: AbortedError | undefined,
  ): Promise<T> {
    let failure: unknown = reason;
    try {
      const video = await finish();
      await this.#publish(video, title);
      return video;
    } catch (error) {
      failure = error;
      const partial = await this.#recording.abandon();
      await this.#publish(partial, partialTitle(this.name));
      throw error;
    } finally {
      this.#ended(this, failure);
    }
  }

  async #publish(video: Video | undefined, title: string): Promise<void> {
    if (video === undefined) return;
    this.demo.publish?.({ path: video.path, title, contentType: "video/mp4" });
    await this.#writeCaptions(video, title);
  }

  async #writeCaptions(video: Video, title: string): Promise<void> {
    if (this.#steps.length === 0) return;
    const last = Math.max(...this.#steps.map(({ start, end }) => end ?? start));
    const length = Math.max(video.seconds, last);
    const steps = this.#steps.map(({ title, start, end }) => ({ title, start, end: Math.min(end ?? length, length) }));
    const path = captionsPath(video.path);
    await writeWholeFile(path, webVtt(captionCues(steps)));
    this.demo.publish?.({ path, title: `captions of ${title}`, contentType: "text/vtt" });
  }
}

function partialTitle(name: string): string {
  return `${name} (partial)`;
}

/** Path of a video's captions: beside it, where players look for them. */
export function captionsPath(video: string): string {
  return video.replace(/\.mp4$/, ".vtt");
}

/** Removes a section's files of an earlier run, which could be mistaken for files of this run. */
export async function removeEarlier(path: string): Promise<void> {
  const partial = path.replace(/\.mp4$/, ".partial.mp4");
  await Promise.all(
    [path, partial, finishingPathOf(path), captionsPath(path), captionsPath(partial)].map((each) =>
      rm(each, { force: true }),
    ),
  );
}

/** Abandons a section after a failure; a second failure is only logged. */
export async function abandonQuietly(section: Section): Promise<void> {
  try {
    const video = await section.abandon();
    log.info("kept a partial recording", { section: section.name, video: video?.path, seconds: video?.seconds });
  } catch (error) {
    log.warn("could not keep a partial video", { section: section.name, reason: describeThrown(error) });
  }
}

function endedBefore(name: string): AbortedError {
  return new AbortedError({
    headline: `the recording ${name} was ended before its section`,
    facts: { section: name },
    next: "end sections before the test and the VM end: await vm.record(…), or use `await using`",
  });
}
