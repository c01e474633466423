// Brightness, colour and edges of a frame, updated incrementally.
import type { Frame } from "../../base/geometry/frame.ts";
import { clipped, grown, type Region } from "../../base/geometry/region.ts";

/** Minimum difference in brightness (of 255) over two pixels that makes an edge. Weaker ones are shades and shadows. */
const edgeStrength = 16;

/** A frame as planes of one byte per pixel, row by row. */
export class Planes {
  readonly width: number;
  readonly height: number;
  /** Brightness, 0 to 255 (ITU-R BT.601), smoothed so that different kinds of antialiasing look alike. */
  readonly brightness: Uint8Array;
  /** Red minus green, halved, offset by 128. */
  readonly redGreen: Uint8Array;
  /** Blue minus green, halved, offset by 128. */
  readonly blueGreen: Uint8Array;
  /** One of 8 bits for the direction in which brightness rises; 0 where there is no edge. */
  readonly edges: Uint8Array;
  /** The edge bits of each pixel and its eight neighbours. */
  readonly nearEdges: Uint8Array;
  readonly #raw: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    const plane = (): Uint8Array => new Uint8Array(width * height);
    this.#raw = plane();
    this.brightness = plane();
    this.redGreen = plane();
    this.blueGreen = plane();
    this.edges = plane();
    this.nearEdges = plane();
  }

  /** Converts a whole frame. */
  static of(frame: Frame): Planes {
    const planes = new Planes(frame.width, frame.height);
    planes.update(frame, { x: 0, y: 0 });
    return planes;
  }

  /** Converts a changed part of the frame; `at` is its top left corner. */
  update(part: Frame, at: { readonly x: number; readonly y: number }): void {
    const region = { x: at.x, y: at.y, width: part.width, height: part.height };
    this.#split(part, region);
    const touched = (distance: number): Region | undefined => clipped(grown(region, distance), this);
    const smoothed = touched(1);
    const edged = touched(2);
    const spread = touched(3);
    if (smoothed) this.#smooth(smoothed);
    if (edged) this.#findEdges(edged);
    if (spread) this.#spread(spread);
  }

  #split(part: Frame, { x, y, width, height }: Region): void {
    const { data } = part;
    for (let row = 0; row < height; row++) {
      let from = row * width * 4;
      let to = (y + row) * this.width + x;
      for (const end = to + width; to < end; to++, from += 4) {
        const red = data[from] as number;
        const green = data[from + 1] as number;
        const blue = data[from + 2] as number;
        this.#raw[to] = (77 * red + 150 * green + 29 * blue) >> 8;
        this.redGreen[to] = (red - green + 256) >> 1;
        this.blueGreen[to] = (blue - green + 256) >> 1;
      }
    }
  }

  /** Smooths with the kernel 1 2 1 in both directions. */
  #smooth({ x, y, width, height }: Region): void {
    const raw = this.#raw;
    for (let row = y; row < y + height; row++) {
      const here = row * this.width;
      const above = row > 0 ? here - this.width : here;
      const below = row < this.height - 1 ? here + this.width : here;
      let left = x > 0 ? x - 1 : x;
      let before = column(raw, above + left, here + left, below + left);
      let now = column(raw, above + x, here + x, below + x);
      for (let at = x; at < x + width; at++) {
        left = at < this.width - 1 ? at + 1 : at;
        const after = column(raw, above + left, here + left, below + left);
        this.brightness[here + at] = (before + 2 * now + after + 8) >> 4;
        before = now;
        now = after;
      }
    }
  }

  #findEdges(region: Region): void {
    const { brightness, edges, width } = this;
    const endX = Math.min(region.x + region.width, width - 1);
    const endY = Math.min(region.y + region.height, this.height - 1);
    for (let row = Math.max(region.y, 1); row < endY; row++) {
      for (let at = row * width + Math.max(region.x, 1); at < row * width + endX; at++) {
        const across = (brightness[at + 1] as number) - (brightness[at - 1] as number);
        const down = (brightness[at + width] as number) - (brightness[at - width] as number);
        const size = Math.abs(across) + Math.abs(down);
        edges[at] = size < edgeStrength ? 0 : direction(across, down);
      }
    }
  }

  #spread({ x, y, width, height }: Region): void {
    const { edges, nearEdges } = this;
    const endX = Math.min(x + width, this.width - 1);
    const endY = Math.min(y + height, this.height - 1);
    for (let row = Math.max(y, 1); row < endY; row++) {
      const start = row * this.width + Math.max(x, 1);
      let before = three(edges, start - 1, this.width);
      let now = three(edges, start, this.width);
      for (let at = start; at < row * this.width + endX; at++) {
        const after = three(edges, at + 1, this.width);
        nearEdges[at] = before | now | after;
        before = now;
        now = after;
      }
    }
  }
}

function column(raw: Uint8Array, above: number, here: number, below: number): number {
  return (raw[above] as number) + 2 * (raw[here] as number) + (raw[below] as number);
}

function three(edges: Uint8Array, at: number, width: number): number {
  return (edges[at - width] as number) | (edges[at] as number) | (edges[at + width] as number);
}

/** One bit per eighth of the circle, clockwise from the right; 2.414 is the tangent of 67.5°. */
function direction(across: number, down: number): number {
  const x = Math.abs(across);
  const y = Math.abs(down);
  if (x > 2.414 * y) return across > 0 ? 1 : 16;
  if (y > 2.414 * x) return down > 0 ? 4 : 64;
  if (across > 0) return down > 0 ? 2 : 128;
  return down > 0 ? 8 : 32;
}

/** The bits of a direction and its two neighbours. */
export function around(bit: number): number {
  const doubled = bit | (bit << 8);
  return (doubled | (doubled << 1) | (doubled >> 1) | (bit >> 7) | (bit << 7)) & 255;
}
