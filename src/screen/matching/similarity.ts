// Similarity of a reference and a place on the screen: that of the least similar cell.
import type { Cell, CellPart, Cells } from "./cells.ts";
import type { Planes } from "./planes.ts";

/** How far each cell may be shifted in each direction. */
export const cellShift = 2;

/** No other shift is tried for a cell of this similarity. */
const certainSimilarity = 0.98;

/**
 * Differences in brightness (of 255) that count as noise, so that two flat cells match. Larger for parts of cells,
 * where a different kind of antialiasing weighs more.
 */
const noiseLevels = { cell: 8, part: 24 };

/** Difference in mean brightness (of 255) that costs nothing, and the one at which the similarity is 0. */
const shadeLevels = { free: 40, most: 110 };

/** The same for colour: the means of red minus green and of blue minus green, halved. */
const colourLevels = { free: 14, most: 50 };

/** From 0 to 1: the similarity of the least similar cell at (left, top) of the screen. */
export function planeSimilarity(cells: Cells, screen: Planes, left: number, top: number): number {
  return cellSimilarities(cells, screen, left, top).reduce<number>((worst, value = 1) => Math.min(worst, value), 1);
}

/** The similarity of each cell, from 0 to 1; undefined for cells without compared pixels. */
export function cellSimilarities({ cells }: Cells, screen: Planes, left: number, top: number): (number | undefined)[] {
  return cells.map((cell) => cell && cellSimilarity(cell, screen, left, top));
}

/**
 * From 0 to 1: the lower of the structural similarities (contrast and structure of SSIM, Wang et al. 2004) of the cell
 * and of its least similar part, reduced for differences in shade and colour, at the best shift of the cell.
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

/** Exact only above `enough`; otherwise may return an upper bound that is not above it. */
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

/** Per part: sums of values, squares and products. Preallocated; a cell has far fewer than 64 parts. */
const partSums = new Float64Array(3 * 64);

/** Result of {@link addUp}: a new object per call would cost more than the sums. */
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

/** Compares parts as deviations from the means of their cells. */
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

/** Twice the covariance divided by the sum of the energies, stabilised by a noise term. */
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
