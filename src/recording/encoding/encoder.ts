// ffmpeg at work: raw pictures go in, each with its slot, and come out encoded.
import { type StartedProgram, start } from "../../base/process/process.ts";
import type { VideoSize } from "../frames/yuv-frame.ts";
import { typeOf, unitType } from "../h264/nal.ts";
import { readParameters, type StreamParameters } from "../h264/parameters.ts";
import type { Quality } from "../recording.ts";
import { framesPerSecond } from "../timeline.ts";
import { type FlvEvent, FlvReader } from "./flv.ts";
import { matroskaFrame, matroskaHeader } from "./matroska.ts";
import { encoderArguments } from "./quality.ts";

/** A picture as the encoder gave it. */
export interface EncodedFrame {
  readonly slot: number;
  readonly slice: Uint8Array;
  /** Whether decoding can begin here. */
  readonly key: boolean;
}

/** Takes what the encoder gives. */
export interface EncodedSink {
  /** Once, before the first picture. */
  begin(parameters: StreamParameters, size: VideoSize): void;
  /** In the order of their slots. */
  add(picture: EncodedFrame): void;
}

/** Seconds that ffmpeg has for what it was given, once no more comes. */
const finishSeconds = 60;

/** A running ffmpeg. */
export class Encoder {
  readonly #program: StartedProgram;
  readonly #flv = new FlvReader();
  readonly #size: VideoSize;
  readonly #sink: EncodedSink;
  /** Rejects when ffmpeg ends in failure, or gives what cannot be used; resolves when it ends well. */
  readonly ended: Promise<void>;
  #inside = 0;
  #broken: unknown;

  /** Starts ffmpeg; its failure to start shows in {@link ended}. */
  constructor(size: VideoSize, quality: Quality, sink: EncodedSink) {
    this.#size = size;
    this.#sink = sink;
    this.#program = start("ffmpeg", encoderArguments(quality), { onOutput: (bytes) => this.#read(bytes) });
    this.ended = this.#program.ended.catch((error) => Promise.reject(this.#broken ?? error));
    this.ended.catch(() => {});
    this.#program.input.write(matroskaHeader(size.width, size.height));
  }

  /** How many pictures were sent that have not come out. */
  get inside(): number {
    return this.#inside;
  }

  /** Resolves when ffmpeg runs; rejects with a ProcessError when it cannot be started. */
  get started(): Promise<void> {
    return this.#program.started;
  }

  /** Sends the picture of a slot that is later than those before. `done` is called when `data` is needed no more. */
  send(slot: number, data: Uint8Array, done: () => void): void {
    this.#inside++;
    const { input } = this.#program;
    input.cork();
    input.write(matroskaFrame(Math.round((slot * 1000) / framesPerSecond), data.length));
    input.write(data, done);
    input.uncork();
  }

  /**
   * Sends no more and waits until everything has come out.
   *
   * @throws {ProcessError} when ffmpeg failed
   */
  async finish(): Promise<void> {
    await this.#program.finish(finishSeconds).catch(() => {});
    await this.ended;
  }

  /** Stops ffmpeg at once: nothing more comes out. */
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
    if (slice === undefined || slices.length > 1) throw new Error(`ffmpeg made ${slices.length} slices of a picture`);
    this.#inside--;
    const slot = Math.round((event.milliseconds * framesPerSecond) / 1000);
    this.#sink.add({ slot, slice, key: typeOf(slice) === unitType.keySlice });
  }
}
