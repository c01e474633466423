// The file that grows while a video is recorded: playable at every moment, whatever happens to who writes it.
import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";
import type { EncodedFrame, EncodedSink } from "../encoding/encoder.ts";
import type { VideoSize } from "../frames/yuv-frame.ts";
import type { StreamParameters } from "../h264/parameters.ts";
import { PictureNumbers } from "../h264/slices.ts";
import { framesPerSecond } from "../timeline.ts";
import { fileHeader, filePiece, type Sample } from "./boxes.ts";

/** Pictures of a piece: what is lost at most when this process is killed. */
const pieceLength = framesPerSecond;

/** A video on its way to the disk, with a picture for every slot. */
export class FragmentedWriter implements EncodedSink {
  readonly path: string;
  readonly #onFailure: (error: unknown) => void;
  #file: number | undefined;
  #numbers: PictureNumbers | undefined;
  #samples: Sample[] = [];
  #pieces = 0;
  #written = 0;
  #bytes = 0;
  #lastKey = 0;
  #failed = false;

  /**
   * Nothing is written before the first picture but an empty file.
   *
   * @throws when the file cannot be made
   */
  constructor(path: string, onFailure: (error: unknown) => void) {
    this.path = path;
    this.#onFailure = onFailure;
    this.#file = openSync(path, "w");
  }

  /** How many slots have a picture. */
  get pictures(): number {
    return this.#written + this.#samples.length;
  }

  /** How many of them are in the file. */
  get written(): number {
    return this.#written;
  }

  /** The last slot that can be jumped to. */
  get lastKey(): number {
    return this.#lastKey;
  }

  begin(parameters: StreamParameters, { width, height }: VideoSize): void {
    this.#numbers = new PictureNumbers(parameters);
    this.#write(fileHeader(width, height, parameters));
  }

  add({ slot, slice, key }: EncodedFrame): void {
    if (this.#numbers === undefined || slot < this.pictures)
      throw new Error(`the picture of slot ${slot} came too late`);
    this.hold(slot);
    this.#push({ slice: Buffer.from(this.#numbers.renumber(slice)), key });
    if (key) this.#lastKey = slot;
  }

  /** Repeats the last picture until there are so many. */
  hold(pictures: number): void {
    const numbers = this.#numbers;
    if (numbers === undefined || this.pictures === 0) return;
    while (this.pictures < pictures) this.#push({ slice: numbers.repeat(), key: false });
  }

  /** Writes what is there, and closes the file. Leaves none behind if there was nothing. */
  close(): void {
    this.#flush();
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    if (this.#written === 0) rmSync(this.path, { force: true });
  }

  #push(sample: Sample): void {
    this.#samples.push(sample);
    if (this.#samples.length >= pieceLength) this.#flush();
  }

  #flush(): void {
    if (this.#samples.length === 0 || this.#failed) return;
    if (!this.#write(filePiece(this.#pieces + 1, this.#written, this.#samples))) return;
    this.#pieces++;
    this.#written += this.#samples.length;
    this.#samples = [];
  }

  /** Some hundred kilobytes a second go to the page cache here: nothing to wait for. */
  #write(bytes: Buffer): boolean {
    if (this.#failed || this.#file === undefined) return false;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at, bytes.length - at, this.#bytes + at);
      this.#bytes += bytes.length;
      return true;
    } catch (error) {
      this.#failed = true;
      // A piece that is not whole would end the video with an error for whoever plays it.
      ftruncateSync(this.#file, this.#bytes);
      this.#onFailure(error);
      return false;
    }
  }
}
