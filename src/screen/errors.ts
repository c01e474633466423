// What can go wrong while one waits for a screen.
import { DemotoolError, type ErrorParts } from "../base/errors.ts";
import type { Frame } from "../base/geometry/frame.ts";
import type { Match, Sighting } from "./targets/finder.ts";

/** A frame of the screen, and what was found in it. */
export interface Look {
  readonly frame: Frame;
  readonly sighting: Sighting;
}

/** The screen did not show, or did not stop showing, in time what was waited for (code `SCREEN`). */
export class ScreenError extends DemotoolError {
  /** The best place for the target in the last look, whether or not it was good enough. */
  readonly best: Match | undefined;
  /** The files that were saved: the screen, and the comparison with the target. Absolute paths. */
  readonly files: readonly string[] = [];

  constructor(parts: ErrorParts, best?: Match) {
    super("SCREEN", parts);
    this.best = best;
  }
}

/** A region in a message: `64x24 at 120,40`. */
export function describeRegion({ region: { x, y, width, height } }: Pick<Match, "region">): string {
  return `${width}x${height} at ${x},${y}`;
}
