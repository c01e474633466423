// Writes a clip from the screen buffer as a video, in real time.
import { rmSync } from "node:fs";
import type { Deadline } from "../../base/time/deadline.ts";
import { Encoder } from "../encoding/encoder.ts";
import { recordingFailure } from "../errors.ts";
import { finalize, partialPathOf } from "../finalize.ts";
import { drawPointer } from "../frames/pointer.ts";
import { VideoCanvas } from "../frames/video-canvas.ts";
import { FragmentedWriter } from "../mp4/fragmented-writer.ts";
import { frameCount, frameIndexAt } from "../timeline.ts";
import type { TimedFrame } from "./frame-history.ts";
import type { Clip } from "./screen-buffer.ts";

/**
 * Writes a clip as a video, with the pointer. The first frame gives the video's size.
 *
 * @param path the video's final name, which ends in `.mp4`
 * @throws {RecordingError} when ffmpeg is missing or fails, or the deadline ends; no file is left then
 */
export async function writeClip({ frames, end }: Clip, path: string, deadline: Deadline): Promise<void> {
  const partial = partialPathOf(path);
  try {
    await encode(frames, end, partial, deadline);
    await deadline.race(finalize(partial, path, []));
  } catch (error) {
    rmSync(partial, { force: true });
    throw recordingFailure("encoding", path, error);
  }
}

async function encode(frames: Iterable<TimedFrame>, end: number, path: string, deadline: Deadline): Promise<void> {
  let writer: ClipWriter | undefined;
  try {
    for (const timed of frames) {
      writer ??= new ClipWriter(path, timed);
      await deadline.race(writer.show(timed));
    }
    await deadline.race(writer?.end(end) ?? Promise.resolve());
  } catch (error) {
    writer?.abort();
    throw error;
  }
}

/** A video being written. */
class ClipWriter {
  readonly #writer: FragmentedWriter;
  readonly #encoder: Encoder;
  readonly #canvas: VideoCanvas;
  readonly #start: number;
  #failure: unknown;
  #last: TimedFrame;

  constructor(path: string, first: TimedFrame) {
    this.#canvas = new VideoCanvas(first.frame);
    this.#start = first.time;
    this.#last = first;
    this.#writer = new FragmentedWriter(path, (error) => {
      this.#failure = error;
    });
    this.#encoder = new Encoder(this.#canvas.frame, "medium", this.#writer);
  }

  /** Shows the next frame. Of several frames with the same index, only the last is encoded. */
  async show(next: TimedFrame): Promise<void> {
    if (this.#indexOf(next) > this.#indexOf(this.#last)) await this.#send();
    const resized = next.frame !== this.#last.frame;
    this.#last = next;
    if (resized) this.#canvas.resize(next.frame);
    else for (const region of next.regions) this.#canvas.paint(next.frame, region);
  }

  /** Holds the last frame until `end`, and completes the file. */
  async end(end: number): Promise<void> {
    await this.#send();
    await this.#encoder.finish();
    this.#writer.hold(frameCount(end - this.#start));
    this.#writer.close();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Stops ffmpeg and removes the file. */
  abort(): void {
    this.#encoder.kill();
    this.#writer.close();
    rmSync(this.#writer.path, { force: true });
  }

  /** Sends the frame to ffmpeg and waits until ffmpeg has taken it. */
  async #send(): Promise<void> {
    await this.#encoder.started;
    const { pointer } = this.#last;
    const { frame } = this.#canvas;
    const data = frame.data.slice();
    if (pointer?.cursor) drawPointer(data, frame, pointer.cursor, this.#canvas.locate(pointer.x, pointer.y));
    const taken = Promise.withResolvers<void>();
    this.#encoder.send(this.#indexOf(this.#last), data, taken.resolve);
    await Promise.race([taken.promise, this.#encoder.ended]);
  }

  #indexOf({ time }: TimedFrame): number {
    return frameIndexAt(time, this.#start);
  }
}
