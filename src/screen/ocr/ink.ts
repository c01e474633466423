// Normalises a screen for OCR: dark ink on white, whatever the colours of text and background.
import type { GreyFrame } from "./grey.ts";
import { surfacesOf } from "./surfaces.ts";

/** A frame split into ink and the surfaces behind it. */
export interface Ink {
  /** Surfaces are white; the more a pixel differs from the nearest surface, the darker it is. */
  readonly ink: GreyFrame;
  /** The value of the surface behind each pixel. */
  readonly behind: GreyFrame;
}

/** Ink darker than this belongs to a letter; the rest is soft edges. Greyed-out text is only slightly darker. */
export const darkLevel = 218;

/** Splits a frame into ink and surfaces. */
export function inkOf(frame: GreyFrame): Ink {
  const behind = nearest(frame, surfacesOf(frame));
  const data = new Uint8Array(behind.length);
  for (let at = 0; at < data.length; at++) {
    data[at] = 255 - Math.abs((frame.data[at] as number) - (behind[at] as number));
  }
  return { ink: { ...frame, data }, behind: { ...frame, data: behind } };
}

/** Costs of a straight and of a diagonal step. */
const [straight, diagonal] = [3, 4];

const farAway = 60_000;

/** The value of the nearest surface pixel for each pixel: the two-pass 3-4 distance transform of Borgefors (1986). */
function nearest({ width, height, data }: GreyFrame, surfaces: Uint8Array): Uint8Array {
  const values = Uint8Array.from(data);
  const distances = new Uint16Array(data.length);
  for (let at = 0; at < distances.length; at++) distances[at] = surfaces[at] === 0 ? farAway : 0;
  const look = (at: number, from: number, step: number): void => {
    const distance = (distances[from] as number) + step;
    if (distance >= (distances[at] as number)) return;
    distances[at] = distance;
    values[at] = values[from] as number;
  };
  const last = width - 1;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (distances[at] === 0) continue;
      if (x > 0) look(at, at - 1, straight);
      if (y === 0) continue;
      look(at, at - width, straight);
      if (x > 0) look(at, at - width - 1, diagonal);
      if (x < last) look(at, at - width + 1, diagonal);
    }
  }
  for (let y = height - 1, at = data.length - 1; y >= 0; y--) {
    for (let x = last; x >= 0; x--, at--) {
      if (distances[at] === 0) continue;
      if (x < last) look(at, at + 1, straight);
      if (y === height - 1) continue;
      look(at, at + width, straight);
      if (x > 0) look(at, at + width - 1, diagonal);
      if (x < last) look(at, at + width + 1, diagonal);
    }
  }
  return values;
}
