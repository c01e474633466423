// Where the screen stands in the video: it fills it, until the screen changes its size while the video keeps its own.
import type { Frame, Region } from "../../base/geometry/frame.ts";
import { type VideoSize, videoSize, YuvFrame } from "./yuv-frame.ts";

/** How a screen of some size is shown in a picture of another: as large as it is or smaller, in the middle. */
export interface Placement {
  /** Pixels of the picture for a pixel of the screen, at most 1. */
  readonly scale: number;
  /** The screen's place in the picture. */
  readonly area: Region;
}

/** Places a screen in a picture so that all of it is seen. */
export function placementOf(screen: VideoSize, picture: VideoSize): Placement {
  const scale = Math.min(1, picture.width / screen.width, picture.height / screen.height);
  const width = Math.max(1, Math.round(screen.width * scale));
  const height = Math.max(1, Math.round(screen.height * scale));
  const area = { x: (picture.width - width) >> 1, y: (picture.height - height) >> 1, width, height };
  return { scale, area };
}

/** The video's picture, with the screen in it. */
export class VideoCanvas {
  readonly picture: YuvFrame;
  /** The screen's size for which the video was made. */
  readonly #own: VideoSize;
  /** The picture in red, green and blue while the screen has another size. */
  #canvas: Frame | undefined;
  #placement: Placement;

  constructor(frame: Frame) {
    this.#own = { width: frame.width, height: frame.height };
    this.picture = new YuvFrame(videoSize(frame));
    this.#placement = { scale: 1, area: { x: 0, y: 0, ...this.#own } };
    this.paint(frame, this.#placement.area);
  }

  /** The screen has this size from now on; paints all of it, and black around it. */
  resize(frame: Frame): void {
    const same = frame.width === this.#own.width && frame.height === this.#own.height;
    const { width, height } = this.picture;
    this.#placement = same ? { scale: 1, area: { x: 0, y: 0, ...this.#own } } : placementOf(frame, this.picture);
    this.#canvas = same ? undefined : { width, height, data: new Uint8Array(width * height * 4) };
    if (this.#canvas) this.picture.convert(this.#canvas, { x: 0, y: 0, width, height });
    this.paint(frame, { x: 0, y: 0, width: frame.width, height: frame.height });
  }

  /** Takes over a region of the screen. */
  paint(frame: Frame, region: Region): void {
    if (this.#canvas === undefined) {
      this.picture.convert(frame, region);
      return;
    }
    const { scale, area } = this.#placement;
    const left = Math.floor(region.x * scale);
    const top = Math.floor(region.y * scale);
    const width = Math.min(area.width, Math.ceil((region.x + region.width) * scale)) - left;
    const height = Math.min(area.height, Math.ceil((region.y + region.height) * scale)) - top;
    shrink(frame, this.#canvas, { x: left, y: top, width, height }, area);
    this.picture.convert(this.#canvas, { x: area.x + left, y: area.y + top, width, height });
  }

  /** Where a place on the screen is in the picture. */
  locate(x: number, y: number): { readonly x: number; readonly y: number } {
    const { scale, area } = this.#placement;
    return { x: area.x + Math.round(x * scale), y: area.y + Math.round(y * scale) };
  }
}

/** Fills a region of an area of `to` with the means of what lies behind each pixel in `from`. */
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
