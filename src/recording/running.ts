// A recording while it runs: what happens on the screen becomes pictures in their slots.
import { performance } from "node:perf_hooks";
import type { LiveScreen, PointerState, ScreenUpdate } from "../base/live-screen.ts";
import { Chapters } from "./chapters.ts";
import { Encoder } from "./encoder.ts";
import { type RecordingStage, recordingFailure } from "./errors.ts";
import { Film } from "./film.ts";
import { Picture, pictureSize } from "./picture.ts";
import { drawPointer } from "./pointer.ts";
import { Pool } from "./pool.ts";
import { partialPathOf, publish } from "./publish.ts";
import { keyInterval } from "./quality.ts";
import type { Quality, Recording, Video } from "./recording.ts";
import { framesPerSecond, slotCount, slotEnd, Timeline } from "./timeline.ts";

/** What a recording is started with. */
export interface RunningOptions {
  readonly screen: LiveScreen;
  readonly path: string;
  readonly quality: Quality;
  /** Released when the recording ends. */
  readonly awake: Disposable;
  /** When the video begins: `performance.now()`. */
  readonly start: number;
}

/** Milliseconds after the end of a slot in which its changes may still come: an update arrives bit by bit. */
const patience = 8;

/** Milliseconds from one look at a quiet screen's video to the next. */
const restInterval = 1000;

/** The recording that `startRecording` returns. */
export class Running implements Recording {
  readonly path: string;
  readonly partialPath: string;
  readonly #screen: LiveScreen;
  readonly #start: number;
  readonly #picture: Picture;
  readonly #pool: Pool;
  readonly #timeline: Timeline;
  readonly #film: Film;
  readonly #encoder: Encoder;
  readonly #chapters = new Chapters();
  readonly #release: (() => void)[];
  #pointer: PointerState | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped: number | undefined;
  #failure: { readonly stage: RecordingStage; readonly cause: unknown } | undefined;
  #lastSent = Promise.resolve();
  #kept: Promise<Video | undefined> | undefined;
  #finished: Promise<Video> | undefined;

  private constructor({ screen, path, quality, awake, start }: RunningOptions) {
    this.path = path;
    this.partialPath = partialPathOf(path);
    this.#screen = screen;
    this.#start = start;
    this.#pointer = screen.pointerState;
    this.#picture = new Picture(pictureSize(screen));
    this.#picture.convert(screen.framebuffer, { x: 0, y: 0, width: screen.width, height: screen.height });
    this.#pool = new Pool(this.#picture.data.length);
    this.#timeline = new Timeline(start);
    this.#film = new Film(this.partialPath, this.#picture, (error) => this.#fail("file", error));
    this.#encoder = new Encoder(this.#picture, quality, this.#film);
    const resting = setInterval(() => this.#rest(), restInterval);
    this.#release = [
      screen.onUpdate((update) => this.#onUpdate(update)),
      screen.onPointer((pointer) => this.#onPointer(pointer)),
      () => clearInterval(resting),
      () => awake[Symbol.dispose](),
    ];
  }

  /** Starts ffmpeg and takes the first picture. */
  static async start(options: RunningOptions): Promise<Running> {
    const running = new Running(options);
    try {
      await running.#encoder.started;
    } catch (error) {
      running.#stop();
      running.#film.close();
      throw error;
    }
    running.#encoder.ended.catch((error) => running.#fail("encoding", error));
    running.#watch(options.screen);
    running.#schedule();
    return running;
  }

  /** The screen may outlive the recording by hours: its promise must not hold on to the recording's memory. */
  #watch(screen: LiveScreen): void {
    const watch: { gone?: (reason: Error | undefined) => void } = {
      gone: (reason) => this.#fail("screen", reason ?? new Error("the connection was closed by this side")),
    };
    this.#release.push(() => delete watch.gone);
    void screen.closed.then((reason) => watch.gone?.(reason));
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

  async abandon(): Promise<Video | undefined> {
    return this.#keep();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#finished === undefined) await this.#keep();
    else await this.#finished.catch(() => {});
  }

  #onUpdate({ regions, time }: ScreenUpdate): void {
    if (regions.length === 0) return;
    this.#change(time);
    for (const region of regions) this.#picture.convert(this.#screen.framebuffer, region);
  }

  #onPointer(pointer: PointerState): void {
    this.#change(pointer.time);
    this.#pointer = pointer;
  }

  /** Before the picture changes: sends what the slots before that have shown. */
  #change(time: number): void {
    this.#sendDue(time);
    this.#timeline.change(time);
    this.#schedule();
  }

  #schedule(): void {
    const slot = this.#timeline.changed;
    if (slot === undefined || this.#timer !== undefined || this.#stopped !== undefined) return;
    const at = this.#start + slotEnd(slot) + patience;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#sendDue(performance.now());
        this.#schedule();
      },
      Math.max(1, at - performance.now()),
    );
  }

  #sendDue(time: number): void {
    const slot = this.#timeline.due(time);
    if (slot !== undefined) this.#send(slot);
  }

  /** Sends the picture as it is now; false if too many are waiting already: then a later one takes its place. */
  #send(slot: number): boolean {
    const buffer = this.#pool.take();
    if (buffer === undefined) return false;
    buffer.set(this.#picture.data);
    const { x, y, cursor } = this.#pointer ?? {};
    if (cursor && x !== undefined && y !== undefined) drawPointer(buffer, this.#picture, cursor, x, y);
    this.#timeline.take();
    const sent = Promise.withResolvers<void>();
    this.#lastSent = sent.promise;
    this.#encoder.send(slot, buffer, () => {
      this.#pool.give(buffer);
      sent.resolve();
    });
    return true;
  }

  /** A quiet screen's video grows without the encoder, and gets a picture to jump to now and then. */
  #rest(): void {
    if (this.#timeline.changed !== undefined || this.#encoder.inside > 0) return;
    const slot = this.#timeline.rest(performance.now());
    this.#film.hold(slot);
    if (slot - this.#film.lastKey >= keyInterval * framesPerSecond) this.#change(performance.now());
  }

  /** Nothing more is recorded. */
  #stop(): void {
    this.#stopped ??= performance.now();
    clearTimeout(this.#timer);
    for (const release of this.#release.splice(0)) release();
  }

  #fail(stage: RecordingStage, cause: unknown): void {
    this.#failure ??= { stage, cause };
    void this.#keep();
  }

  /** Ends the video as it is. */
  #keep(): Promise<Video | undefined> {
    this.#stop();
    this.#kept ??= this.#complete();
    return this.#kept;
  }

  async #complete(): Promise<Video | undefined> {
    const last = slotCount((this.#stopped ?? 0) - this.#start);
    try {
      await this.#sendLast();
      await this.#encoder.finish();
      this.#film.hold(last);
    } catch (error) {
      this.#failure ??= { stage: "encoding", cause: error };
    }
    this.#film.close();
    const frames = this.#film.written;
    const seconds = frames / framesPerSecond;
    const { width, height } = this.#picture;
    if (frames === 0) return undefined;
    return { path: this.partialPath, seconds, frames, width, height, chapters: this.#chapters.all(seconds) };
  }

  async #sendLast(): Promise<void> {
    const slot = this.#timeline.changed;
    if (slot === undefined || this.#send(slot)) return;
    await Promise.race([this.#lastSent, this.#encoder.ended]);
    this.#send(slot);
  }

  async #finish(): Promise<Video> {
    const video = await this.#keep();
    if (this.#failure !== undefined) throw recordingFailure(this.#failure.stage, this.path, this.#failure.cause, video);
    if (video === undefined) throw recordingFailure("encoding", this.path, new Error("ffmpeg encoded nothing"));
    try {
      await publish(this.partialPath, this.path, video.chapters);
      return { ...video, path: this.path };
    } catch (error) {
      throw recordingFailure("finish", this.path, error, video);
    }
  }
}
