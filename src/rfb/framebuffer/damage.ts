// Collects the damage of an update: the regions in which pixels really changed.
import type { Region } from "../../base/geometry/region.ts";

/** Most unchanged rows between two changed ones that still belong to one region. */
const maxBridgedRows = 16;

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

  /** The next rows belong to another rectangle. */
  beginRectangle(): void {
    this.#open = undefined;
  }

  /**
   * Row `y` has changed from pixel `left` up to and including `right - 1`. Rows come from top to bottom, and start again
   * with each tile of a rectangle.
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
    }
  }

  /** Returns and forgets the regions collected so far. */
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
