// Captures a live screen as video frames and sends those that changed to the encoder.
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

/** How long after a frame's end its changes may still arrive, as updates come in several pieces. */
const lateUpdateMs = 8;

/** Time limit for the first frame after the screen changed its size. */
const resizeMs = 10_000;

/** Time limit for the encoder to take the waiting frames at the end; the pool limits their number. */
const drainMs = 30_000;

/** Captures frames of a screen from `start` on (`performance.now()`). */
export class FrameCapture {
  readonly #screen: LiveScreen;
  readonly #start: number;
  readonly #canvas: VideoCanvas;
  readonly #pool: BufferPool;
  readonly #timeline: Timeline;
  #encoder: Encoder | undefined;
  #listening: (() => void)[] = [];
  #pointer: PointerState | undefined;
  #timer: NodeJS.Timeout | undefined;
  #resizing: symbol | undefined;
  #lastSent = Promise.resolve();

  /** Starts with the screen as it is now. */
  constructor(screen: LiveScreen, start: number) {
    this.#screen = screen;
    this.#start = start;
    this.#pointer = screen.pointerState;
    this.#canvas = new VideoCanvas(screen.framebuffer);
    this.#pool = new BufferPool(this.#canvas.frame.data.length);
    this.#timeline = new Timeline(start);
    this.#listening = [
      screen.onUpdate((update) => this.#onUpdate(update)),
      screen.onPointer((pointer) => this.#onPointer(pointer)),
    ];
  }

  /** Size of the frames; it stays the same when the screen's size changes. */
  get size(): VideoSize {
    const { width, height } = this.#canvas.frame;
    return { width, height };
  }

  /** Sends the frames to this encoder from now on. */
  feed(encoder: Encoder): void {
    this.#encoder = encoder;
    this.#schedule();
  }

  /** Number of elapsed frames, to fill with repeats; undefined while a frame is waiting for or inside the encoder. */
  rest(): number | undefined {
    if (this.#timeline.changed !== undefined || this.#encoder === undefined || this.#encoder.inside > 0)
      return undefined;
    return this.#timeline.rest(performance.now());
  }

  /** Sends the current frame again, as if it had changed. */
  repeat(): void {
    this.#change(performance.now());
  }

  /** Stops watching the screen. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const stop of this.#listening.splice(0)) stop();
  }

  /** After {@link stop}: sends the last change, even if its frame has not ended. */
  async sendLast(): Promise<void> {
    const frameIndex = this.#timeline.changed;
    if (frameIndex === undefined || this.#send(frameIndex)) return;
    const bufferFree = Promise.race([this.#lastSent, this.#encoder?.ended]);
    await Deadline.after(drainMs, "the encoding of the last frames").race(bufferFree);
    this.#send(frameIndex);
  }

  #onUpdate({ regions, time, resized }: ScreenUpdate): void {
    if (resized) void this.#resize();
    if (regions.length === 0 || this.#resizing !== undefined) return;
    this.#change(time);
    for (const region of regions) this.#canvas.paint(this.#screen.framebuffer, region);
  }

  /** A resized screen is black until its content arrives; the video shows the old content until then. */
  async #resize(): Promise<void> {
    const resizing = Symbol("resizing");
    this.#resizing = resizing;
    try {
      await this.#screen.refresh(Deadline.after(resizeMs, "the first frame of the resized screen"));
    } catch (error) {
      log.debug("the resized screen sent no frame", { reason: describeThrown(error) });
    }
    if (this.#resizing !== resizing) return;
    this.#resizing = undefined;
    if (this.#listening.length === 0) return;
    this.#change(performance.now());
    this.#canvas.resize(this.#screen.framebuffer);
  }

  #onPointer(pointer: PointerState): void {
    this.#change(pointer.time);
    this.#pointer = pointer;
  }

  /** Call before painting: sends the frame that ended before this change. */
  #change(time: number): void {
    this.#sendDue(time);
    this.#timeline.change(time);
    this.#schedule();
  }

  #schedule(): void {
    const frameIndex = this.#timeline.changed;
    if (frameIndex === undefined || this.#timer !== undefined || this.#listening.length === 0) return;
    const at = this.#start + frameEnd(frameIndex) + lateUpdateMs;
    const onTime = (): void => {
      this.#timer = undefined;
      this.#sendDue(performance.now());
      this.#schedule();
    };
    this.#timer = setTimeout(onTime, Math.max(1, at - performance.now()));
  }

  #sendDue(time: number): void {
    const frameIndex = this.#timeline.due(time);
    if (frameIndex !== undefined) this.#send(frameIndex);
  }

  /** Sends the current canvas; false if no buffer is free, in which case a later frame replaces this one. */
  #send(frameIndex: number): boolean {
    const buffer = this.#encoder && this.#pool.take();
    if (this.#encoder === undefined || buffer === undefined) return false;
    const { frame } = this.#canvas;
    buffer.set(frame.data);
    const { x = 0, y = 0, cursor } = this.#pointer ?? {};
    if (cursor) drawPointer(buffer, frame, cursor, this.#canvas.locate(x, y));
    this.#timeline.take();
    const sent = Promise.withResolvers<void>();
    this.#lastSent = sent.promise;
    this.#encoder.send(frameIndex, buffer, () => {
      this.#pool.give(buffer);
      sent.resolve();
    });
    return true;
  }
}
