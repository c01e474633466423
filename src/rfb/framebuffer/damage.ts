// Collects the damage of an update: the regions whose pixels actually changed.
import type { Region } from "../../base/geometry/region.ts";

/** Maximum number of unchanged rows between two changed rows of one region. */
const maxBridgedRows = 16;

/** Maximum number of regions of one update. Beyond that, the region around all of them is reported. */
const maxRegions = 16_384;

interface OpenRegion {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The damage of one update. */
export class Damage {
  #regions: OpenRegion[] = [];
  #open: OpenRegion | undefined;

  /** Starts a new rectangle: the next rows form regions of their own. */
  beginRectangle(): void {
    this.#open = undefined;
  }

  /**
   * Adds a row that changed from pixel `left` up to and including `right - 1`. Rows come from top to bottom within each
   * tile of a rectangle.
   */
  addRow(y: number, left: number, right: number): void {
    const open = this.#open;
    if (open && y >= open.bottom && y - open.bottom <= maxBridgedRows) {
      open.left = Math.min(open.left, left);
      open.right = Math.max(open.right, right);
      open.bottom = y + 1;
    } else {
      this.#open = { left, right, top: y, bottom: y + 1 };
      this.#regions.push(this.#open);
      if (this.#regions.length > maxRegions) this.#merge();
    }
  }

  #merge(): void {
    this.#regions = [surrounding(this.#regions)];
    this.#open = undefined;
  }

  /** Returns the regions collected so far and clears them. */
  take(): Region[] {
    const regions = this.#regions.map(({ left, right, top, bottom }) => ({
      x: left,
      y: top,
      width: right - left,
      height: bottom - top,
    }));
    this.#regions = [];
    this.#open = undefined;
    return regions;
  }
}

/** The region around all the given ones. */
function surrounding(regions: readonly OpenRegion[]): OpenRegion {
  return regions.reduce((all, { left, right, top, bottom }) => ({
    left: Math.min(all.left, left),
    right: Math.max(all.right, right),
    top: Math.min(all.top, top),
    bottom: Math.max(all.bottom, bottom),
  }));
}
