// Runs ffmpeg: takes raw frames with their frame indexes and delivers encoded frames.
import { type StartedProgram, start } from "../../base/process/process.ts";
import { fromSeconds, toSeconds } from "../../base/time/seconds.ts";
import type { VideoSize } from "../frames/yuv-frame.ts";
import { typeOf, unitType } from "../h264/nal.ts";
import { readParameters, type StreamParameters } from "../h264/parameters.ts";
import type { Quality } from "../recording.ts";
import { framesPerSecond } from "../timeline.ts";
import { type FlvEvent, FlvReader } from "./flv.ts";
import { matroskaFrame, matroskaHeader } from "./matroska.ts";
import { encoderArguments } from "./quality.ts";

/** An encoded frame. */
export interface EncodedFrame {
  readonly frameIndex: number;
  readonly slice: Uint8Array;
  /** Whether it is a keyframe. */
  readonly key: boolean;
}

/** Consumer of the encoded stream. */
export interface EncodedSink {
  /** Called once, before the first frame. */
  begin(parameters: StreamParameters, size: VideoSize): void;
  /** Called in the order of the frame indexes. */
  add(frame: EncodedFrame): void;
}

/** Time limit for ffmpeg to encode the rest once its input has ended. */
const finishMs = 60_000;

/** A running ffmpeg. */
export class Encoder {
  readonly #program: StartedProgram;
  readonly #flv = new FlvReader();
  readonly #size: VideoSize;
  readonly #sink: EncodedSink;
  /** Resolves when ffmpeg succeeds; rejects when it fails or its output is unusable. */
  readonly ended: Promise<void>;
  #inside = 0;
  #broken: unknown;

  /** Starts ffmpeg; a failure to start rejects {@link ended}. */
  constructor(size: VideoSize, quality: Quality, sink: EncodedSink) {
    this.#size = size;
    this.#sink = sink;
    this.#program = start("ffmpeg", encoderArguments(quality), { onOutput: (bytes) => this.#read(bytes) });
    this.ended = this.#program.ended.catch((error) => Promise.reject(this.#broken ?? error));
    this.ended.catch(() => {});
    this.#program.input.write(matroskaHeader(size.width, size.height));
  }

  /** Number of frames sent and not yet received back. */
  get inside(): number {
    return this.#inside;
  }

  /** Resolves when ffmpeg runs; rejects with a ProcessError when it cannot be started. */
  get started(): Promise<void> {
    return this.#program.started;
  }

  /** Sends a frame; indexes must increase. Calls `done` when `data` may be reused. */
  send(frameIndex: number, data: Uint8Array, done: () => void): void {
    this.#inside++;
    const { input } = this.#program;
    input.cork();
    input.write(matroskaFrame(Math.round(fromSeconds(frameIndex) / framesPerSecond), data.length));
    input.write(data, done);
    input.uncork();
  }

  /**
   * Ends ffmpeg's input and waits for the rest of its output.
   *
   * @throws {ProcessError} when ffmpeg failed
   */
  async finish(): Promise<void> {
    await this.#program.finish(finishMs).catch(() => {});
    await this.ended;
  }

  /** Kills ffmpeg; no more output arrives. */
  kill(): void {
    this.#program.kill();
  }

  #read(bytes: Buffer): void {
    if (this.#broken !== undefined) return;
    try {
      for (const event of this.#flv.push(bytes)) this.#take(event);
    } catch (error) {
      this.#broken = error;
      this.#program.kill();
    }
  }

  #take(event: FlvEvent): void {
    if (event.kind === "parameters") {
      this.#sink.begin(readParameters(Buffer.from(event.sequence), Buffer.from(event.picture)), this.#size);
      return;
    }
    const slices = event.units.filter((unit) =>
      [unitType.slice, unitType.keySlice].some((type) => type === typeOf(unit)),
    );
    const [slice] = slices;
    if (slice === undefined || slices.length > 1) throw new Error(`ffmpeg made ${slices.length} slices for a frame`);
    this.#inside--;
    const frameIndex = Math.round(toSeconds(event.milliseconds) * framesPerSecond);
    this.#sink.add({ frameIndex, slice, key: typeOf(slice) === unitType.keySlice });
  }
}
