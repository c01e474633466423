// Draws a comparison: what was expected, the best match and the screen, side by side.
import { crop, type Frame, paintPixels } from "../base/geometry/frame.ts";
import { clipped, grown, type Region, wholeOf } from "../base/geometry/region.ts";

/** Contents of a comparison frame. */
export interface MarkUp {
  /** The reference of the target or of the whole screen. Undefined for a text. */
  readonly expected?: Frame | undefined;
  /** The actual screen. */
  readonly screen: Frame;
  /** The best match: shown below the reference and outlined on the screen. */
  readonly best?: Region | undefined;
  /** Places of the target: outlined on the screen. */
  readonly places?: readonly Region[] | undefined;
  /** Regions where the screen differs from what is expected: outlined in both. */
  readonly different?: readonly Region[] | undefined;
}

/** Between the parts of the drawing, and around it. */
const gapPixels = 8;
const backdrop = [64, 64, 64, 255] as const;
const borderColour = [255, 0, 0, 255] as const;
const borderPixels = 2;
const nothing: Frame = { width: 0, height: 0, data: new Uint8Array() };

/**
 * Draws the comparison on grey: on the left the expected frame, below it the best match; on the right the screen, with
 * red outlines around the best match, around all places or around the differences.
 */
export function markedUp({ expected = nothing, screen, best, places = [], different = [] }: MarkUp): Frame {
  const place = best && clipped(best, screen);
  const found = place && crop(screen, place);
  const leftWidth = Math.max(expected.width, found?.width ?? 0);
  const below = expected === nothing ? 0 : expected.height + gapPixels;
  const leftHeight = below + (found?.height ?? 0);
  const sheet = blank(leftWidth + screen.width + 3 * gapPixels, Math.max(leftHeight, screen.height) + 2 * gapPixels);
  const right = leftWidth + 2 * gapPixels;
  paste(sheet, expected, gapPixels, gapPixels);
  if (found) paste(sheet, found, gapPixels, gapPixels + below);
  paste(sheet, screen, right, gapPixels);
  for (const region of best ? [best, ...places] : places) drawFrame(sheet, region, right, gapPixels);
  for (const region of different) {
    drawFrame(sheet, region, gapPixels, gapPixels);
    drawFrame(sheet, region, right, gapPixels);
  }
  return sheet;
}

function blank(width: number, height: number): Frame {
  const frame = { width, height, data: new Uint8Array(width * height * 4) };
  fill(frame, wholeOf(frame), backdrop);
  return frame;
}

function paste(sheet: Frame, { width, height, data }: Frame, x: number, y: number): void {
  paintPixels(sheet, { x, y, width, height }, data);
}

/** Draws an outline just outside the region, clipped to the sheet. */
function drawFrame(sheet: Frame, region: Region, left: number, top: number): void {
  const { x, y, width, height } = grown({ ...region, x: left + region.x, y: top + region.y }, borderPixels);
  fill(sheet, { x, y, width, height: borderPixels }, borderColour);
  fill(sheet, { x, y: y + height - borderPixels, width, height: borderPixels }, borderColour);
  fill(sheet, { x, y, width: borderPixels, height }, borderColour);
  fill(sheet, { x: x + width - borderPixels, y, width: borderPixels, height }, borderColour);
}

function fill(sheet: Frame, region: Region, colour: readonly number[]): void {
  const area = clipped(region, sheet);
  if (!area) return;
  for (let row = area.y; row < area.y + area.height; row++) {
    for (let column = area.x; column < area.x + area.width; column++) {
      sheet.data.set(colour, (row * sheet.width + column) * 4);
    }
  }
}
