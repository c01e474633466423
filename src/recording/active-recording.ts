// A running recording, from its first frame to its file.
import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { LiveScreen } from "../base/live-screen.ts";
import { toThousandths } from "../base/time/round.ts";
import { toSeconds } from "../base/time/seconds.ts";
import { Chapters } from "./chapters.ts";
import { Encoder } from "./encoding/encoder.ts";
import { keyframeIntervalSeconds } from "./encoding/quality.ts";
import { type RecordingStage, recordingFailure } from "./errors.ts";
import { finalize, partialPathOf } from "./finalize.ts";
import { FrameCapture } from "./frame-capture.ts";
import { FragmentedWriter } from "./mp4/fragmented-writer.ts";
import type { Quality, Recording, Video } from "./recording.ts";
import { frameCount, framesPerSecond } from "./timeline.ts";

/** Options of {@link ActiveRecording.start}. */
export interface ActiveRecordingOptions {
  readonly screen: LiveScreen;
  readonly path: string;
  readonly quality: Quality;
  /** Released when the recording ends. */
  readonly awake: Disposable;
}

/** How often the video of a still screen is extended. */
const extendIntervalMs = 1000;

/** The recording that `startRecording` returns. */
export class ActiveRecording implements Recording {
  readonly path: string;
  readonly partialPath: string;
  readonly timeZero = performance.now();
  readonly #capture: FrameCapture;
  readonly #writer: FragmentedWriter;
  readonly #encoder: Encoder;
  readonly #chapters = new Chapters();
  readonly #release: (() => void)[];
  #stopped: number | undefined;
  #failure: { readonly stage: RecordingStage; readonly cause: unknown } | undefined;
  #kept: Promise<Video | undefined> | undefined;
  #finished: Promise<Video> | undefined;

  private constructor({ screen, path, quality, awake }: ActiveRecordingOptions) {
    this.path = path;
    this.partialPath = partialPathOf(path);
    this.#writer = new FragmentedWriter(this.partialPath, (error) => this.#fail("file", error));
    this.#capture = new FrameCapture(screen, this.timeZero);
    this.#encoder = new Encoder(this.#capture.size, quality, this.#writer);
    const extending = setInterval(() => this.#extend(), extendIntervalMs);
    this.#release = [
      () => this.#capture.stop(),
      () => clearInterval(extending),
      () => awake[Symbol.dispose](),
      this.#watch(screen),
    ];
  }

  /** Starts ffmpeg and captures the first frame. */
  static async start(options: ActiveRecordingOptions): Promise<ActiveRecording> {
    const recording = new ActiveRecording(options);
    try {
      await recording.#encoder.started;
    } catch (error) {
      recording.#stop();
      recording.#writer.close();
      throw error;
    }
    recording.#encoder.ended.then(
      () => recording.#stopped ?? recording.#fail("encoding", new Error("ffmpeg ended unexpectedly")),
      (error) => recording.#fail("encoding", error),
    );
    recording.#capture.feed(recording.#encoder);
    return recording;
  }

  seconds(time = performance.now()): number {
    return toSeconds(Math.min(time, this.#stopped ?? time) - this.timeZero);
  }

  chapter(title: string, time?: number): (time?: number) => void {
    const end = this.#chapters.begin(title, this.seconds(time));
    return (time) => end(this.seconds(time));
  }

  finish(): Promise<Video> {
    this.#finished ??= this.#finish();
    return this.#finished;
  }

  abandon(): Promise<Video | undefined> {
    return this.#keep();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#finished === undefined) await this.#keep();
    else await this.#finished.catch(() => {});
  }

  /** The screen may outlive the recording by hours: its promise must not keep the recording in memory. */
  #watch(screen: LiveScreen): () => void {
    const watch: { gone?: (reason: Error | undefined) => void } = {
      gone: (reason) => this.#fail("screen", reason ?? new Error("demotool closed the VNC connection")),
    };
    void screen.closed.then((reason) => watch.gone?.(reason));
    return () => delete watch.gone;
  }

  /** Extends the video of a still screen without the encoder, except for periodic keyframes. */
  #extend(): void {
    const elapsed = this.#capture.rest();
    if (elapsed === undefined) return;
    this.#writer.hold(elapsed);
    if (elapsed - this.#writer.lastKey >= keyframeIntervalSeconds * framesPerSecond) this.#capture.repeat();
  }

  #fail(stage: RecordingStage, cause: unknown): void {
    this.#failure ??= { stage, cause };
    void this.#keep();
  }

  /** Stops capturing. */
  #stop(): void {
    this.#stopped ??= performance.now();
    for (const release of this.#release.splice(0)) release();
  }

  /** Completes the partial file with what was recorded. */
  #keep(): Promise<Video | undefined> {
    this.#stop();
    this.#kept ??= this.#complete();
    return this.#kept;
  }

  async #complete(): Promise<Video | undefined> {
    try {
      await this.#capture.sendLast();
      await this.#encoder.finish();
      this.#writer.hold(frameCount((this.#stopped ?? this.timeZero) - this.timeZero));
    } catch (error) {
      this.#failure ??= { stage: "encoding", cause: error };
    }
    this.#writer.close();
    const frames = this.#writer.written;
    if (frames === 0) return undefined;
    const seconds = frames / framesPerSecond;
    return {
      path: this.partialPath,
      seconds: toThousandths(seconds),
      frames,
      ...this.#capture.size,
      chapters: this.#chapters.all(seconds),
    };
  }

  async #finish(): Promise<Video> {
    // Handle what has arrived first: a screen that is already gone is a failure.
    await nextTurn();
    const video = await this.#keep();
    if (this.#failure !== undefined) throw recordingFailure(this.#failure.stage, this.path, this.#failure.cause, video);
    if (video === undefined) throw recordingFailure("encoding", this.path, new Error("ffmpeg encoded nothing"));
    try {
      await finalize(this.partialPath, this.path, video.chapters);
      return { ...video, path: this.path };
    } catch (error) {
      throw recordingFailure("finish", this.path, error, video);
    }
  }
}
