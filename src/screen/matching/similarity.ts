// How alike a reference and a place on the screen are: as alike as their least similar cells.
import type { Cell, CellPart, Cells } from "./cells.ts";
import type { Planes } from "./planes.ts";

/** How far each cell may lie beside its place, in each direction. */
export const cellShift = 2;

/** No other place is tried for a cell of this similarity. */
const certainSimilarity = 0.98;

/**
 * Differences of brightness of this size (of 255) are noise: two flat cells are alike whatever noise they have. In parts
 * of cells, another kind of antialiasing makes greater ones.
 */
const noiseLevels = { cell: 8, part: 24 };

/** A cell's mean brightness may differ by the first (of 255) for nothing; at the second the cells are nothing alike. */
const shadeLevels = { free: 40, most: 110 };

/** The same for its colour, as the means of red less green and of blue less green, halved. */
const colourLevels = { free: 14, most: 50 };

/** From 0 to 1: the likeness of the least similar cell, at (left, top) of the screen. */
export function planeSimilarity(cells: Cells, screen: Planes, left: number, top: number): number {
  return cellSimilarities(cells, screen, left, top).reduce<number>((worst, value = 1) => Math.min(worst, value), 1);
}

/** Each cell's likeness, from 0 to 1; undefined where nothing is to be compared. */
export function cellSimilarities({ cells }: Cells, screen: Planes, left: number, top: number): (number | undefined)[] {
  return cells.map((cell) => cell && cellSimilarity(cell, screen, left, top));
}

/**
 * From 0 to 1: the structural similarity of the brightness (contrast and structure of SSIM, Wang et al. 2004) of the
 * cell and of its least similar part, less what shade and colour are beyond the usual, at the best of the places that a
 * cell may lie at.
 */
export function cellSimilarity(cell: Cell, screen: Planes, left: number, top: number): number {
  let best = Math.max(0, likenessAt(cell, screen, left, top, 0));
  if (best >= certainSimilarity) return best;
  const endX = Math.min(left + cellShift, screen.width - cell.x - cell.width);
  const endY = Math.min(top + cellShift, screen.height - cell.y - cell.height);
  for (let y = Math.max(top - cellShift, -cell.y); y <= endY; y++) {
    for (let x = Math.max(left - cellShift, -cell.x); x <= endX; x++) {
      best = Math.max(best, likenessAt(cell, screen, x, y, best));
    }
  }
  return best;
}

/** May return less than the truth where that is not above `enough`. */
function likenessAt(cell: Cell, screen: Planes, x: number, y: number, enough: number): number {
  const { parts, energy } = cell;
  let sum = 0;
  let squares = 0;
  let product = 0;
  for (let index = 0; index < parts.length; index++) {
    addUp(cell, parts[index] as CellPart, screen, x, y);
    partSums[index * 3] = sums.values;
    partSums[index * 3 + 1] = sums.squares;
    partSums[index * 3 + 2] = sums.products;
    sum += sums.values;
    squares += sums.squares;
    product += sums.products;
  }
  const count = cell.across.length;
  const mean = sum / count;
  const whole = similar(product, energy + squares - sum * mean, count, noiseLevels.cell);
  const shaded = fading(Math.abs(mean - cell.brightness), shadeLevels);
  if (whole * shaded <= enough) return whole * shaded;
  const structure = Math.min(whole, leastSimilarPart(cell, mean));
  if (structure * shaded <= enough) return structure * shaded;
  return structure * shaded * fading(colourDifference(cell, screen, x, y), colourLevels);
}

/** Of each part that was added up: values, their squares, their products. A cell has far fewer parts. */
const partSums = new Float64Array(3 * 64);

/** What {@link addUp} has added up: returning an object each time would cost more than adding. */
const sums = { values: 0, squares: 0, products: 0 };

function addUp({ across, down, centred }: Cell, { start, end }: CellPart, screen: Planes, x: number, y: number): void {
  const { brightness, width } = screen;
  const base = y * width + x;
  let values = 0;
  let squares = 0;
  let products = 0;
  for (let index = start; index < end; index++) {
    const value = brightness[base + (down[index] as number) * width + (across[index] as number)] as number;
    values += value;
    squares += value * value;
    products += value * (centred[index] as number);
  }
  sums.values = values;
  sums.squares = squares;
  sums.products = products;
}

/** The parts are compared as deviations from their cells' means. */
function leastSimilarPart({ parts }: Cell, mean: number): number {
  let least = 1;
  for (let index = 0; index < parts.length; index++) {
    const { start, end, sum, energy } = parts[index] as CellPart;
    const count = end - start;
    const values = partSums[index * 3] as number;
    const squares = partSums[index * 3 + 1] as number;
    const products = partSums[index * 3 + 2] as number;
    const both = energy + squares - 2 * mean * values + count * mean * mean;
    least = Math.min(least, similar(products - mean * sum, both, count, noiseLevels.part));
  }
  return least;
}

/** Twice what both have in common, in relation to what they have in all; both with some noise of their own. */
function similar(product: number, energies: number, count: number, ownNoise: number): number {
  const steady = ownNoise * ownNoise * count;
  return (2 * product + steady) / (energies + steady);
}

function colourDifference(cell: Cell, screen: Planes, x: number, y: number): number {
  const count = cell.across.length;
  let redGreen = 0;
  let blueGreen = 0;
  for (let index = 0; index < count; index++) {
    const at = (y + (cell.down[index] as number)) * screen.width + x + (cell.across[index] as number);
    redGreen += screen.redGreen[at] as number;
    blueGreen += screen.blueGreen[at] as number;
  }
  return Math.max(Math.abs(redGreen / count - cell.redGreen), Math.abs(blueGreen / count - cell.blueGreen));
}

function fading(difference: number, { free, most }: { readonly free: number; readonly most: number }): number {
  return Math.min(1, Math.max(0, (most - difference) / (most - free)));
}
