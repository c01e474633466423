// Makes a video of what a screen has shown, after it has, at the pace at which it was shown.
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
 * Writes the video of what was shown, with the pointer. The first picture gives the video's size.
 *
 * @param path the video's final name, which ends in `.mp4`
 * @throws {RecordingError} when ffmpeg is missing or fails, or the deadline is over; nothing is left then
 */
export async function writeClip({ shown, end }: Clip, path: string, deadline: Deadline): Promise<void> {
  const partial = partialPathOf(path);
  try {
    await encode(shown, end, partial, deadline);
    await deadline.race(finalize(partial, path, []));
  } catch (error) {
    throw recordingFailure("encoding", path, error);
  }
}

async function encode(shown: Iterable<TimedFrame>, end: number, path: string, deadline: Deadline): Promise<void> {
  let reel: Reel | undefined;
  try {
    for (const each of shown) {
      reel ??= new Reel(path, each);
      await deadline.race(reel.show(each));
    }
    await deadline.race(reel?.end(end) ?? Promise.resolve());
  } catch (error) {
    reel?.abort();
    throw error;
  }
}

/** A video in the making. */
class Reel {
  readonly #film: FragmentedWriter;
  readonly #encoder: Encoder;
  readonly #stage: VideoCanvas;
  readonly #start: number;
  #failure: unknown;
  #last: TimedFrame;

  constructor(path: string, first: TimedFrame) {
    this.#stage = new VideoCanvas(first.frame);
    this.#start = first.time;
    this.#last = first;
    this.#film = new FragmentedWriter(path, (error) => {
      this.#failure = error;
    });
    this.#encoder = new Encoder(this.#stage.picture, "medium", this.#film);
  }

  /** What is shown next. Of several pictures in one slot the last counts. */
  async show(shown: TimedFrame): Promise<void> {
    if (this.#slotOf(shown) > this.#slotOf(this.#last)) await this.#send();
    const resized = shown.frame !== this.#last.frame;
    this.#last = shown;
    if (resized) this.#stage.resize(shown.frame);
    else for (const region of shown.regions) this.#stage.paint(shown.frame, region);
  }

  /** Holds the last picture until `end`, and completes the file. */
  async end(end: number): Promise<void> {
    await this.#send();
    await this.#encoder.finish();
    this.#film.hold(frameCount(end - this.#start));
    this.#film.close();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Leaves nothing behind. */
  abort(): void {
    this.#encoder.kill();
    this.#film.close();
    rmSync(this.#film.path, { force: true });
  }

  /** Hands the picture to ffmpeg and waits until it has been taken. */
  async #send(): Promise<void> {
    await this.#encoder.started;
    const { pointer } = this.#last;
    const { picture } = this.#stage;
    const data = picture.data.slice();
    if (pointer?.cursor) drawPointer(data, picture, pointer.cursor, this.#stage.locate(pointer.x, pointer.y));
    const taken = Promise.withResolvers<void>();
    this.#encoder.send(this.#slotOf(this.#last), data, taken.resolve);
    await Promise.race([taken.promise, this.#encoder.ended]);
  }

  #slotOf({ time }: TimedFrame): number {
    return frameIndexAt(time, this.#start);
  }
}
