// A recording from its first picture to its file, whatever goes wrong on the way.
import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { LiveScreen } from "../base/live-screen.ts";
import { toMillisecond } from "../base/time/round.ts";
import { Chapters } from "./chapters.ts";
import { Encoder } from "./encoding/encoder.ts";
import { keyInterval } from "./encoding/quality.ts";
import { type RecordingStage, recordingFailure } from "./errors.ts";
import { finalize, partialPathOf } from "./finalize.ts";
import { FrameCapture } from "./frame-capture.ts";
import { FragmentedWriter } from "./mp4/fragmented-writer.ts";
import type { Quality, Recording, Video } from "./recording.ts";
import { frameCount, framesPerSecond } from "./timeline.ts";

/** What a recording is started with. */
export interface ActiveRecordingOptions {
  readonly screen: LiveScreen;
  readonly path: string;
  readonly quality: Quality;
  /** Released when the recording ends. */
  readonly awake: Disposable;
}

/** Milliseconds from one look at a quiet screen's video to the next. */
const restInterval = 1000;

/** The recording that `startRecording` returns. */
export class ActiveRecording implements Recording {
  readonly path: string;
  readonly partialPath: string;
  readonly #start = performance.now();
  readonly #camera: FrameCapture;
  readonly #film: FragmentedWriter;
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
    this.#film = new FragmentedWriter(this.partialPath, (error) => this.#fail("file", error));
    this.#camera = new FrameCapture(screen, this.#start);
    this.#encoder = new Encoder(this.#camera.size, quality, this.#film);
    const resting = setInterval(() => this.#rest(), restInterval);
    this.#release = [
      () => this.#camera.stop(),
      () => clearInterval(resting),
      () => awake[Symbol.dispose](),
      this.#watch(screen),
    ];
  }

  /** Starts ffmpeg and takes the first picture. */
  static async start(options: ActiveRecordingOptions): Promise<ActiveRecording> {
    const running = new ActiveRecording(options);
    try {
      await running.#encoder.started;
    } catch (error) {
      running.#stop();
      running.#film.close();
      throw error;
    }
    running.#encoder.ended.then(
      () => running.#stopped ?? running.#fail("encoding", new Error("ffmpeg has ended by itself")),
      (error) => running.#fail("encoding", error),
    );
    running.#camera.feed(running.#encoder);
    return running;
  }

  seconds(): number {
    return ((this.#stopped ?? performance.now()) - this.#start) / 1000;
  }

  chapter(title: string): () => void {
    const end = this.#chapters.begin(title, this.seconds());
    return () => end(this.seconds());
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

  /** The screen may outlive the recording by hours: its promise must not hold on to the recording's memory. */
  #watch(screen: LiveScreen): () => void {
    const watch: { gone?: (reason: Error | undefined) => void } = {
      gone: (reason) => this.#fail("screen", reason ?? new Error("the connection was closed by this side")),
    };
    void screen.closed.then((reason) => watch.gone?.(reason));
    return () => delete watch.gone;
  }

  /** A quiet screen's video grows without the encoder, and gets a picture to jump to now and then. */
  #rest(): void {
    const slots = this.#camera.rest();
    if (slots === undefined) return;
    this.#film.hold(slots);
    if (slots - this.#film.lastKey >= keyInterval * framesPerSecond) this.#camera.repeat();
  }

  #fail(stage: RecordingStage, cause: unknown): void {
    this.#failure ??= { stage, cause };
    void this.#keep();
  }

  /** Nothing more is recorded. */
  #stop(): void {
    this.#stopped ??= performance.now();
    for (const release of this.#release.splice(0)) release();
  }

  /** Ends the video as it is, under its partial name. */
  #keep(): Promise<Video | undefined> {
    this.#stop();
    this.#kept ??= this.#complete();
    return this.#kept;
  }

  async #complete(): Promise<Video | undefined> {
    try {
      await this.#camera.sendLast();
      await this.#encoder.finish();
      this.#film.hold(frameCount((this.#stopped ?? this.#start) - this.#start));
    } catch (error) {
      this.#failure ??= { stage: "encoding", cause: error };
    }
    this.#film.close();
    const frames = this.#film.written;
    if (frames === 0) return undefined;
    const seconds = frames / framesPerSecond;
    return {
      path: this.partialPath,
      seconds: toMillisecond(seconds),
      frames,
      ...this.#camera.size,
      chapters: this.#chapters.all(seconds),
    };
  }

  async #finish(): Promise<Video> {
    // What has arrived is heard first: a screen that is gone already is a failure.
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
