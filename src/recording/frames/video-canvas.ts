// Places the screen in the video's frame, which keeps its size when the screen's size changes.
import type { Frame } from "../../base/geometry/frame.ts";
import { type Region, wholeOf } from "../../base/geometry/region.ts";
import { type VideoSize, videoSize, YuvFrame } from "./yuv-frame.ts";

/** How a screen fits into a frame of another size: centred, never enlarged. */
export interface Placement {
  /** Frame pixels per screen pixel, at most 1. */
  readonly scale: number;
  /** The screen's place in the frame. */
  readonly area: Region;
}

/** Fits a whole screen into a frame. */
export function placementOf(screen: VideoSize, frame: VideoSize): Placement {
  const scale = Math.min(1, frame.width / screen.width, frame.height / screen.height);
  const width = Math.max(1, Math.round(screen.width * scale));
  const height = Math.max(1, Math.round(screen.height * scale));
  const area = { x: (frame.width - width) >> 1, y: (frame.height - height) >> 1, width, height };
  return { scale, area };
}

/** The video's frame with the screen in it. */
export class VideoCanvas {
  readonly frame: YuvFrame;
  /** The screen's size when the video began. */
  readonly #own: VideoSize;
  /** The frame in RGBA, while the screen has another size. */
  #canvas: Frame | undefined;
  #placement: Placement;

  constructor(frame: Frame) {
    this.#own = { width: frame.width, height: frame.height };
    this.frame = new YuvFrame(videoSize(frame));
    this.#placement = { scale: 1, area: wholeOf(this.#own) };
    this.paint(frame, this.#placement.area);
  }

  /** Switches to a screen of another size: paints all of it, with black borders. */
  resize(frame: Frame): void {
    const same = frame.width === this.#own.width && frame.height === this.#own.height;
    const { width, height } = this.frame;
    this.#placement = same ? { scale: 1, area: wholeOf(this.#own) } : placementOf(frame, this.frame);
    this.#canvas = same ? undefined : { width, height, data: new Uint8Array(width * height * 4) };
    if (this.#canvas) this.frame.convert(this.#canvas, wholeOf(this.#canvas));
    this.paint(frame, wholeOf(frame));
  }

  /** Paints a region of the screen. */
  paint(frame: Frame, region: Region): void {
    if (this.#canvas === undefined) {
      this.frame.convert(frame, region);
      return;
    }
    const { scale, area } = this.#placement;
    const left = Math.floor(region.x * scale);
    const top = Math.floor(region.y * scale);
    const width = Math.min(area.width, Math.ceil((region.x + region.width) * scale)) - left;
    const height = Math.min(area.height, Math.ceil((region.y + region.height) * scale)) - top;
    shrink(frame, this.#canvas, { x: left, y: top, width, height }, area);
    this.frame.convert(this.#canvas, { x: area.x + left, y: area.y + top, width, height });
  }

  /** Converts a place on the screen to one in the frame. */
  locate(x: number, y: number): { readonly x: number; readonly y: number } {
    const { scale, area } = this.#placement;
    return { x: area.x + Math.round(x * scale), y: area.y + Math.round(y * scale) };
  }
}

/** Scales `from` down into `area` of `to`, within a region of that area. Each pixel is the mean of those it covers. */
function shrink(from: Frame, to: Frame, region: Region, area: Region): void {
  const across = from.width / area.width;
  const down = from.height / area.height;
  for (let y = region.y; y < region.y + region.height; y++) {
    const top = Math.floor(y * down);
    const bottom = Math.max(top + 1, Math.floor((y + 1) * down));
    for (let x = region.x; x < region.x + region.width; x++) {
      const left = Math.floor(x * across);
      const right = Math.max(left + 1, Math.floor((x + 1) * across));
      const at = ((area.y + y) * to.width + area.x + x) * 4;
      for (let colour = 0; colour < 3; colour++) {
        let sum = 0;
        for (let row = top; row < bottom; row++) {
          for (let column = left; column < right; column++) {
            sum += from.data[(row * from.width + column) * 4 + colour] as number;
          }
        }
        to.data[at + colour] = sum / ((bottom - top) * (right - left));
      }
    }
  }
}
