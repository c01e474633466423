// Writes a fragmented MP4 file that is playable at any time, even after a crash.
import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";
import type { EncodedFrame, EncodedSink } from "../encoding/encoder.ts";
import type { VideoSize } from "../frames/yuv-frame.ts";
import type { StreamParameters } from "../h264/parameters.ts";
import { PictureNumbers } from "../h264/slices.ts";
import { framesPerSecond } from "../timeline.ts";
import { fileHeader, fragment, type Sample } from "./boxes.ts";

/** Frames per fragment, which is what a crash loses at most. */
const framesPerFragment = framesPerSecond;

/** The growing file of a recording. Fills gaps between encoded frames with repeats. */
export class FragmentedWriter implements EncodedSink {
  readonly path: string;
  readonly #onFailure: (error: unknown) => void;
  #file: number | undefined;
  #numbers: PictureNumbers | undefined;
  #samples: Sample[] = [];
  #fragments = 0;
  #written = 0;
  #bytes = 0;
  #lastKey = 0;
  #failed = false;

  /**
   * Creates an empty file.
   *
   * @throws when the file cannot be created
   */
  constructor(path: string, onFailure: (error: unknown) => void) {
    this.path = path;
    this.#onFailure = onFailure;
    this.#file = openSync(path, "w");
  }

  /** Number of frames so far, including those in memory. */
  get frames(): number {
    return this.#written + this.#samples.length;
  }

  /** Number of frames in the file. */
  get written(): number {
    return this.#written;
  }

  /** Index of the last keyframe. */
  get lastKey(): number {
    return this.#lastKey;
  }

  begin(parameters: StreamParameters, { width, height }: VideoSize): void {
    this.#numbers = new PictureNumbers(parameters);
    this.#write(fileHeader(width, height, parameters));
  }

  add({ frameIndex, slice, key }: EncodedFrame): void {
    if (this.#numbers === undefined || frameIndex < this.frames)
      throw new Error(`frame ${frameIndex} came after frame ${this.frames - 1}`);
    this.hold(frameIndex);
    this.#push({ slice: Buffer.from(this.#numbers.renumber(slice)), key });
    if (key) this.#lastKey = frameIndex;
  }

  /** Repeats the last frame until the video has `frames` frames. */
  hold(frames: number): void {
    const numbers = this.#numbers;
    if (numbers === undefined || this.frames === 0) return;
    while (this.frames < frames) this.#push({ slice: numbers.repeat(), key: false });
  }

  /** Writes the remaining frames and closes the file; removes it if it has none. */
  close(): void {
    this.#flush();
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    if (this.#written === 0) rmSync(this.path, { force: true });
  }

  #push(sample: Sample): void {
    this.#samples.push(sample);
    if (this.#samples.length >= framesPerFragment) this.#flush();
  }

  #flush(): void {
    if (this.#samples.length === 0 || this.#failed) return;
    if (!this.#write(fragment(this.#fragments + 1, this.#written, this.#samples))) return;
    this.#fragments++;
    this.#written += this.#samples.length;
    this.#samples = [];
  }

  /** Synchronous, as a few hundred kilobytes per second only go to the page cache. */
  #write(bytes: Buffer): boolean {
    if (this.#failed || this.#file === undefined) return false;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at, bytes.length - at, this.#bytes + at);
      this.#bytes += bytes.length;
      return true;
    } catch (error) {
      this.#failed = true;
      // An incomplete fragment would make players stop with an error.
      ftruncateSync(this.#file, this.#bytes);
      this.#onFailure(error);
      return false;
    }
  }
}
