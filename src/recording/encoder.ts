// ffmpeg at work: raw pictures go in, each with its slot, and come out encoded.
import { type StartedProgram, start } from "../base/process.ts";
import { type FlvEvent, FlvReader } from "./flv.ts";
import { typeOf, unitType } from "./h264/nal.ts";
import { readParameters, type StreamParameters } from "./h264/parameters.ts";
import { matroskaHeader, matroskaPicture } from "./matroska.ts";
import type { PictureSize } from "./picture.ts";
import { encoderArguments } from "./quality.ts";
import type { Quality } from "./recording.ts";
import { framesPerSecond } from "./timeline.ts";

/** A picture as the encoder gave it. */
export interface EncodedPicture {
  readonly slot: number;
  readonly slice: Uint8Array;
  /** Whether decoding can begin here. */
  readonly key: boolean;
}

/** Takes what the encoder gives. */
export interface EncodedSink {
  /** Once, before the first picture. */
  begin(parameters: StreamParameters): void;
  /** In the order of their slots. */
  add(picture: EncodedPicture): void;
}

/** Seconds that ffmpeg has for what it was given, once no more comes. */
const finishSeconds = 60;

/** A running ffmpeg. */
export class Encoder {
  readonly #program: StartedProgram;
  readonly #flv = new FlvReader();
  readonly #sink: EncodedSink;
  #inside = 0;
  #broken: unknown;

  /** Starts ffmpeg; its failure to start shows in {@link ended}. */
  constructor(size: PictureSize, quality: Quality, sink: EncodedSink) {
    this.#sink = sink;
    this.#program = start("ffmpeg", encoderArguments(quality), { onOutput: (bytes) => this.#read(bytes) });
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

  /** Rejects with a ProcessError when ffmpeg ends by itself in failure; resolves when it ends well. */
  get ended(): Promise<void> {
    return this.#program.ended;
  }

  /** Sends the picture of a slot that is later than those before. `done` is called when `data` is needed no more. */
  send(slot: number, data: Uint8Array, done: () => void): void {
    this.#inside++;
    const { input } = this.#program;
    input.cork();
    input.write(matroskaPicture(Math.round((slot * 1000) / framesPerSecond), data.length));
    input.write(data, done);
    input.uncork();
  }

  /**
   * Sends no more and waits until everything has come out.
   *
   * @throws {ProcessError} when ffmpeg failed
   */
  async finish(): Promise<void> {
    await this.#program.finish(finishSeconds);
    if (this.#broken !== undefined) throw this.#broken;
  }

  /** Stops ffmpeg at once. */
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
      this.#sink.begin(readParameters(Buffer.from(event.sequence), Buffer.from(event.picture)));
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
