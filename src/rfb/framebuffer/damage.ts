// Collects the regions in which pixels really changed, row by row.
import type { Region } from "../../base/geometry/frame.ts";

/** Unchanged rows between two changed ones of a rectangle that still count as one region. */
const bridgedRows = 16;

interface OpenRegion {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The changes of one update. */
export class Damage {
  #regions: OpenRegion[] = [];
  #open: OpenRegion | undefined;

  /** The next rows belong to another rectangle. */
  beginRectangle(): void {
    this.#open = undefined;
  }

  /**
   * In row `y`, the first changed pixel is `left` and the last one `right - 1`. Rows come from top to bottom, and start
   * again with each tile of a rectangle.
   */
  addRow(y: number, left: number, right: number): void {
    const open = this.#open;
    if (open && y >= open.bottom && y - open.bottom <= bridgedRows) {
      open.left = Math.min(open.left, left);
      open.right = Math.max(open.right, right);
      open.bottom = y + 1;
    } else {
      this.#open = { left, right, top: y, bottom: y + 1 };
      this.#regions.push(this.#open);
    }
  }

  /** Everything collected since the last time. */
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
