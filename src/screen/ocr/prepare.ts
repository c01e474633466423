// Extracts lines of text from a frame and prepares them for tesseract.
import { createHash } from "node:crypto";
import type { Frame } from "../../base/geometry/frame.ts";
import type { Region } from "../../base/geometry/region.ts";
import { enlarged } from "./enlarge.ts";
import { type GreyFrame, greyOf } from "./grey.ts";
import { inkOf } from "./ink.ts";
import { type TextLine, textLines } from "./lines.ts";
import { toTiff } from "./tiff.ts";

/** A line of text that has not been read yet. */
export interface UnreadLine {
  /** Its place, in pixels of the frame it was found on. */
  readonly region: Region;
  readonly ink: GreyFrame;
  /** Two lines with the same key look the same, and are the same sign or none: that depends on what is around them. */
  readonly key: string;
  /** A single sign, recognised by its shape. */
  readonly sign?: string;
}

/** Height in pixels that lines are scaled to: the size that tesseract's networks were trained with. */
const linePixels = 36;

/** White pixels around a scaled line. */
const borderPixels = 16;

/** Finds the lines of text of a frame. */
export function findLines(frame: Frame): UnreadLine[] {
  return textLines(inkOf(greyOf(frame))).map((line) => ({ ...line, key: keyOf(line) }));
}

/** Encodes lines for tesseract as a TIFF file with one line per page. */
export function sheetOf(lines: readonly GreyFrame[]): Uint8Array {
  return toTiff(lines.map((line) => enlarged(line, enlargement(line.height), borderPixels)));
}

/** Converts a region on a line's page to one on the line. */
export function onLine({ x, y, width, height }: Region, line: Region): Region {
  const factor = enlargement(line.height);
  return {
    x: line.x + Math.round((x - borderPixels) / factor),
    y: line.y + Math.round((y - borderPixels) / factor),
    width: Math.max(1, Math.round(width / factor)),
    height: Math.max(1, Math.round(height / factor)),
  };
}

function enlargement(height: number): number {
  return linePixels / height;
}

function keyOf({ ink: { width, height, data }, sign = "" }: TextLine): string {
  return `${sign}${width}x${height} ${createHash("sha1").update(data).digest("base64")}`;
}
