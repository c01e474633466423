// Labels the connected components of a black and white frame.
import type { Region } from "../../../base/geometry/region.ts";
import { rootOf } from "./union-find.ts";

/** A black and white frame: one byte per pixel, 1 for black, row by row. */
export interface Mask {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly data: Uint8Array;
}

/** Black pixels that touch at edges or corners. */
export interface Component extends Region {
  /** Number of black pixels. */
  readonly area: number;
  /** Its runs of black pixels: start, length, start, length, …; starts are indices into the mask's data. */
  readonly runs: readonly number[];
}

interface Runs {
  readonly start: number[];
  readonly end: number[];
  readonly row: number[];
}

/** All components of a mask, ordered by their first pixel from top to bottom. */
export function componentsOf(mask: Mask): Component[] {
  const runs: Runs = { start: [], end: [], row: [] };
  const parent: number[] = [];
  let above = 0;
  for (let y = 0; y < mask.height; y++) {
    const first = runs.start.length;
    findRuns(mask, y, runs);
    for (let run = first; run < runs.start.length; run++) parent.push(run);
    joinRows(runs, parent, above, first);
    above = first;
  }
  return collect(mask, runs, parent);
}

/** Turns the pixels of a component white. Changes the mask. */
export function erase(component: Component, { data }: Mask): void {
  fill(component, data, 0);
}

/** Turns the pixels of a component black again. Changes the mask. */
export function restore(component: Component, { data }: Mask): void {
  fill(component, data, 1);
}

function fill({ runs }: Component, data: Uint8Array, value: 0 | 1): void {
  for (let run = 0; run < runs.length; run += 2) {
    const from = runs[run] as number;
    data.fill(value, from, from + (runs[run + 1] as number));
  }
}

function findRuns({ width, data }: Mask, y: number, { start, end, row }: Runs): void {
  const offset = y * width;
  for (let x = 0; x < width; x++) {
    if (data[offset + x] === 0) continue;
    const from = x;
    while (x < width && data[offset + x] !== 0) x++;
    start.push(from);
    end.push(x);
    row.push(y);
  }
}

/** Joins the runs of a row, from `first` on, with those of the previous row, from `above` on. */
function joinRows({ start, end }: Runs, parent: number[], above: number, first: number): void {
  for (let run = first, over = above; run < start.length; run++) {
    while (over < first && (end[over] as number) < (start[run] as number)) over++;
    for (let each = over; each < first && (start[each] as number) <= (end[run] as number); each++) {
      parent[rootOf(parent, each)] = rootOf(parent, run);
    }
  }
}

function collect({ width }: Mask, { start, end, row }: Runs, parent: number[]): Component[] {
  const found = new Map<number, { left: number; top: number; right: number; bottom: number; runs: number[] }>();
  for (let run = 0; run < start.length; run++) {
    const [from, to, y] = [start[run] as number, end[run] as number, row[run] as number];
    const root = rootOf(parent, run);
    let box = found.get(root);
    if (!box) {
      box = { left: from, top: y, right: to, bottom: y + 1, runs: [] };
      found.set(root, box);
    }
    box.left = Math.min(box.left, from);
    box.right = Math.max(box.right, to);
    box.bottom = y + 1;
    box.runs.push(y * width + from, to - from);
  }
  return Array.from(found.values(), ({ left, top, right, bottom, runs }) => ({
    x: left,
    y: top,
    width: right - left,
    height: bottom - top,
    area: runs.reduce((sum, value, at) => (at % 2 === 1 ? sum + value : sum), 0),
    runs,
  }));
}
