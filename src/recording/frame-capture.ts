// Watches the screen: what happens on it becomes pictures in their slots, which go to the encoder.
import { performance } from "node:perf_hooks";
import { describeThrown } from "../base/errors.ts";
import type { LiveScreen, PointerState, ScreenUpdate } from "../base/live-screen.ts";
import { log } from "../base/log.ts";
import { Deadline } from "../base/time/deadline.ts";
import type { Encoder } from "./encoding/encoder.ts";
import { BufferPool } from "./frames/buffer-pool.ts";
import { drawPointer } from "./frames/pointer.ts";
import { VideoCanvas } from "./frames/video-canvas.ts";
import type { VideoSize } from "./frames/yuv-frame.ts";
import { frameEnd, Timeline } from "./timeline.ts";

/** Milliseconds after the end of a slot in which its changes may still come: an update arrives bit by bit. */
const patience = 8;

/** Seconds for the first picture of a screen that has changed its size. */
const resizeSeconds = 10;

/** Seconds for the encoder to take what waits for it at the end: it is never more than the pool holds. */
const roomSeconds = 30;

/** Takes pictures of a screen from `start` on (`performance.now()`). */
export class FrameCapture {
  readonly #screen: LiveScreen;
  readonly #start: number;
  readonly #stage: VideoCanvas;
  readonly #pool: BufferPool;
  readonly #timeline: Timeline;
  #encoder: Encoder | undefined;
  #listening: (() => void)[] = [];
  #pointer: PointerState | undefined;
  #timer: NodeJS.Timeout | undefined;
  #resizing: symbol | undefined;
  #lastSent = Promise.resolve();

  /** Takes in the screen as it is. */
  constructor(screen: LiveScreen, start: number) {
    this.#screen = screen;
    this.#start = start;
    this.#pointer = screen.pointerState;
    this.#stage = new VideoCanvas(screen.framebuffer);
    this.#pool = new BufferPool(this.#stage.picture.data.length);
    this.#timeline = new Timeline(start);
    this.#listening = [
      screen.onUpdate((update) => this.#onUpdate(update)),
      screen.onPointer((pointer) => this.#onPointer(pointer)),
    ];
  }

  /** The size of its pictures, which never changes. */
  get size(): VideoSize {
    const { width, height } = this.#stage.picture;
    return { width, height };
  }

  /** From now on the pictures have somewhere to go. */
  feed(encoder: Encoder): void {
    this.#encoder = encoder;
    this.#schedule();
  }

  /**
   * How many slots are over without a picture of their own after the last one: repeats belong there. Undefined while a
   * picture is on its way.
   */
  rest(): number | undefined {
    if (this.#timeline.changed !== undefined || this.#encoder === undefined || this.#encoder.inside > 0)
      return undefined;
    return this.#timeline.rest(performance.now());
  }

  /** Sends the picture once more, as if it had changed. */
  repeat(): void {
    this.#change(performance.now());
  }

  /** Looks at the screen no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const stop of this.#listening.splice(0)) stop();
  }

  /** After {@link stop}: sends the last change, however little time it has been there. */
  async sendLast(): Promise<void> {
    const slot = this.#timeline.changed;
    if (slot === undefined || this.#send(slot)) return;
    const room = Promise.race([this.#lastSent, this.#encoder?.ended]);
    await Deadline.after(roomSeconds, "the encoding of what was recorded").race(room);
    this.#send(slot);
  }

  #onUpdate({ regions, time, resized }: ScreenUpdate): void {
    if (resized) void this.#resize();
    if (regions.length === 0 || this.#resizing !== undefined) return;
    this.#change(time);
    for (const region of regions) this.#stage.paint(this.#screen.framebuffer, region);
  }

  /** A screen of a new size is black until its content has come; until then the video shows the last one. */
  async #resize(): Promise<void> {
    const resizing = Symbol("resizing");
    this.#resizing = resizing;
    try {
      await this.#screen.refresh(Deadline.after(resizeSeconds, "the picture of the screen's new size"));
    } catch (error) {
      log.debug("a screen of a new size did not show itself", { reason: describeThrown(error) });
    }
    if (this.#resizing !== resizing) return;
    this.#resizing = undefined;
    if (this.#listening.length === 0) return;
    this.#change(performance.now());
    this.#stage.resize(this.#screen.framebuffer);
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
    if (slot === undefined || this.#timer !== undefined || this.#listening.length === 0) return;
    const at = this.#start + frameEnd(slot) + patience;
    const onTime = (): void => {
      this.#timer = undefined;
      this.#sendDue(performance.now());
      this.#schedule();
    };
    this.#timer = setTimeout(onTime, Math.max(1, at - performance.now()));
  }

  #sendDue(time: number): void {
    const slot = this.#timeline.due(time);
    if (slot !== undefined) this.#send(slot);
  }

  /** Sends the picture as it is now; false if too many are waiting already: then a later one takes its place. */
  #send(slot: number): boolean {
    const buffer = this.#encoder && this.#pool.take();
    if (this.#encoder === undefined || buffer === undefined) return false;
    const { picture } = this.#stage;
    buffer.set(picture.data);
    const { x = 0, y = 0, cursor } = this.#pointer ?? {};
    if (cursor) drawPointer(buffer, picture, cursor, this.#stage.locate(x, y));
    this.#timeline.take();
    const sent = Promise.withResolvers<void>();
    this.#lastSent = sent.promise;
    this.#encoder.send(slot, buffer, () => {
      this.#pool.give(buffer);
      sent.resolve();
    });
    return true;
  }
}
