// Counts the edges of a reference: without any, it would match every plain area.
import type { Frame } from "../../base/geometry/frame.ts";
import { edgeCount } from "./features.ts";
import { away, edgeReach } from "./mask.ts";
import { Planes } from "./planes.ts";

/** Counts the edge pixels of a frame whose surroundings are compared. */
export function countEdges(frame: Frame, mask: Uint8Array): number {
  const planes = Planes.of(frame);
  return edgeCount(planes, away(mask, planes, edgeReach));
}
