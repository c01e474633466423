// Recognises single signs by their shape: tesseract takes a sign alone on a button for noise or for a letter.
import { copyPixels } from "../../../base/geometry/frame.ts";
import type { GreyFrame } from "../grey.ts";

/** A straight stroke from one corner of the sign's box, (0, 0), towards the other, (1, 1). */
type Stroke = readonly [fromX: number, fromY: number, toX: number, toY: number];

interface Sign {
  readonly sign: string;
  readonly strokes: readonly Stroke[];
  /** Width divided by height, from and to. */
  readonly aspect: readonly [number, number];
  /** Minimum similarity to its strokes. Default {@link leastSimilarity}. */
  readonly least?: number;
}

const square = [0.8, 1.25] as const;

const signs: readonly Sign[] = [
  {
    sign: "+",
    strokes: [
      [0, 0.5, 1, 0.5],
      [0.5, 0, 0.5, 1],
    ],
    aspect: square,
  },
  {
    sign: "×",
    strokes: [
      [0, 0, 1, 1],
      [1, 0, 0, 1],
    ],
    aspect: [0.85, 1.18],
    least: 0.62,
  },
  {
    sign: "=",
    strokes: [
      [0, 0, 1, 0],
      [0, 1, 1, 1],
    ],
    aspect: [1.1, 3.5],
  },
  { sign: "−", strokes: [[0, 0.5, 1, 0.5]], aspect: [2.5, 14] },
  {
    sign: "÷",
    strokes: [
      [0, 0.5, 1, 0.5],
      [0.5, 0, 0.5, 0],
      [0.5, 1, 0.5, 1],
    ],
    aspect: [0.8, 1.6],
    least: 0.62,
  },
  {
    sign: "<",
    strokes: [
      [1, 0, 0, 0.5],
      [0, 0.5, 1, 1],
    ],
    aspect: [0.4, 1.4],
  },
  {
    sign: ">",
    strokes: [
      [0, 0, 1, 0.5],
      [1, 0.5, 0, 1],
    ],
    aspect: [0.4, 1.4],
  },
];

/** Side of the largest box of a sign in pixels. */
export const largestSignPixels = 80;

/** Width of the smallest sign in pixels. */
const smallestPixels = 5;

/** Thicknesses of strokes that are tried, as multiples of the longer side. */
const thicknesses = [0.06, 0.09, 0.12, 0.15, 0.18, 0.22, 0.27];

/** Minimum similarity of a sign to its strokes: shared by united ink. Letters stay below it. */
const leastSimilarity = 0.7;

/** The sign that some ink in full contrast shows, if it is one. */
export function signOf(frame: GreyFrame): string | undefined {
  const ink = trimmed(frame);
  const { width, height } = ink;
  if (width < smallestPixels || Math.max(width, height) > largestSignPixels) return undefined;
  let best: { readonly sign: string; readonly similarity: number } | undefined;
  for (const { sign, strokes, aspect, least = leastSimilarity } of signs) {
    if (width < height * aspect[0] || width > height * aspect[1]) continue;
    for (const share of thicknesses) {
      const thickness = Math.max(1, share * Math.max(width, height));
      if (thickness > height + 1) continue;
      const similarity = similarityOf(ink, strokes, thickness);
      if (similarity >= least && similarity > (best?.similarity ?? 0)) best = { sign, similarity };
    }
  }
  return best?.sign;
}

/** Cuts off white and soft edges. */
function trimmed(ink: GreyFrame): GreyFrame {
  let [left, top, right, bottom] = [ink.width, ink.height, 0, 0];
  for (let y = 0, at = 0; y < ink.height; y++) {
    for (let x = 0; x < ink.width; x++, at++) {
      if ((ink.data[at] as number) >= 128) continue;
      [left, top] = [Math.min(left, x), Math.min(top, y)];
      [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
    }
  }
  const region = { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
  return { width: region.width, height: region.height, data: copyPixels(ink, region, 1) };
}

/** Ink that the strokes and the frame share, divided by all of it. */
function similarityOf({ width, height, data }: GreyFrame, strokes: readonly Stroke[], thickness: number): number {
  const placed = strokes.map((stroke) => inPixels(stroke, width, height, thickness));
  let [shared, united] = [0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const inked = (255 - (data[at] as number)) / 255;
      const drawn = placed.reduce((most, stroke) => Math.max(most, cover(stroke, x + 0.5, y + 0.5, thickness)), 0);
      shared += Math.min(inked, drawn);
      united += Math.max(inked, drawn);
    }
  }
  return united === 0 ? 0 : shared / united;
}

/** The middle of a stroke whose edges touch the box. */
function inPixels([fromX, fromY, toX, toY]: Stroke, width: number, height: number, thickness: number): Stroke {
  const [marginX, marginY] = [Math.min(thickness, width) / 2, Math.min(thickness, height) / 2];
  const x = (share: number): number => marginX + share * (width - 2 * marginX);
  const y = (share: number): number => marginY + share * (height - 2 * marginY);
  return [x(fromX), y(fromY), x(toX), y(toY)];
}

/** How much of a pixel a stroke with square ends covers, from 0 to 1. */
function cover([fromX, fromY, toX, toY]: Stroke, x: number, y: number, thickness: number): number {
  const length = Math.hypot(toX - fromX, toY - fromY);
  const [alongX, alongY] = length === 0 ? [1, 0] : [(toX - fromX) / length, (toY - fromY) / length];
  const along = (x - fromX) * alongX + (y - fromY) * alongY;
  const beyond = Math.max(-along, along - length, 0);
  const beside = Math.abs((y - fromY) * alongX - (x - fromX) * alongY);
  return Math.min(1, Math.max(0, thickness / 2 + 0.5 - Math.max(beyond, beside)));
}
