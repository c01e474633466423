// What a picture shows of a closed line that was drawn into it.
import type { DecodedPng } from "fast-png";

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Shares of points, from 0 to 1. */
interface Drawn {
  /** Of the points on the line, those that are drawn, or have a neighbour that is. */
  readonly lines: number;
  /** Of the points 5 pixels inside and outside of it, those that are drawn. */
  readonly beside: number;
}

/**
 * Looks for the line between the corners, wherever in the picture it is: a paint program's picture does not begin at
 * the screen's corner. Drawn is what differs from the picture's first pixel.
 *
 * @param corners on the screen, in pixels
 */
export function drawn(picture: DecodedPng, corners: readonly Point[]): Drawn {
  const paper = colourAt(picture, { x: 0, y: 0 });
  const isDrawn = (point: Point) => colourAt(picture, point) !== paper;
  const isNearDrawn = (point: Point) => neighbours.some((step) => isDrawn(moved(point, step)));
  const offset = offsetBetween(topLeft(corners), topLeft(pointsOf(picture).filter(isDrawn)));
  const edges = corners.map(
    (from, index): Edge => [moved(from, offset), moved(corners[(index + 1) % corners.length] ?? from, offset)],
  );
  return {
    lines: shareOf(
      edges.flatMap((edge) => pointsAlong(edge, 0)),
      isNearDrawn,
    ),
    beside: shareOf(
      edges.flatMap((edge) => [...pointsAlong(edge, 5), ...pointsAlong(edge, -5)]),
      isDrawn,
    ),
  };
}

/** Steps to a point and its eight neighbours. */
const neighbours = [-1, 0, 1].flatMap((y) => [-1, 0, 1].map((x) => ({ x, y })));

function shareOf(points: readonly Point[], isWanted: (point: Point) => boolean): number {
  return points.filter(isWanted).length / points.length;
}

type Edge = readonly [from: Point, to: Point];

/** Points at a distance beside an edge; those near its ends, where other edges begin, are left out. */
function pointsAlong([from, to]: Edge, distance: number): Point[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const across = { x: ((from.y - to.y) / length) * distance, y: ((to.x - from.x) / length) * distance };
  const margin = 3 * Math.abs(distance);
  return Array.from({ length: Math.floor(length - 2 * margin) }, (_, step) => {
    const share = (step + margin) / length;
    return {
      x: Math.round(from.x + (to.x - from.x) * share + across.x),
      y: Math.round(from.y + (to.y - from.y) * share + across.y),
    };
  });
}

function colourAt({ width, channels, data, palette }: DecodedPng, { x, y }: Point): string {
  const pixel = data.subarray((y * width + x) * channels, (y * width + x + 1) * channels);
  return String(palette?.[pixel[0] ?? 0] ?? pixel);
}

function pointsOf({ width, height }: DecodedPng): Point[] {
  return Array.from({ length: width * height }, (_, index) => ({ x: index % width, y: Math.floor(index / width) }));
}

function topLeft(points: readonly Point[]): Point {
  return points.reduce((least, { x, y }) => ({ x: Math.min(least.x, x), y: Math.min(least.y, y) }));
}

function offsetBetween(from: Point, to: Point): Point {
  return { x: to.x - from.x, y: to.y - from.y };
}

function moved({ x, y }: Point, offset: Point): Point {
  return { x: x + offset.x, y: y + offset.y };
}
