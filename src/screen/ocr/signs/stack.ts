// Joins what lies one above the other: the bars of =, the dots and the bar of ÷.
import { around, type Region } from "../../../base/geometry/region.ts";

/** The greatest gap between the parts of a sign, as multiples of the wider and of the narrower one's width. */
const widestGap = { wider: 0.5, narrower: 1.5 };

/** Widths of parts, divided: of a dot and the bar of ÷, at most, and of the bars of =, at least. */
const widthRatios = { dot: 0.4, bar: 0.8 };

/** The least share of the narrower part that is above or below the other. */
const sharedWidth = 0.8;

/** Parts of one sign. */
export interface Stack {
  readonly region: Region;
  readonly parts: readonly Region[];
}

/** Groups boxes that lie closely one above the other; each box is in one group. */
export function stacked(boxes: readonly Region[]): Stack[] {
  const stacks: Stack[] = [];
  // The stacks that may go on: a screen may have thousands of boxes.
  let open: number[] = [];
  for (const box of boxes.toSorted((a, b) => a.y - b.y)) {
    open = open.filter((at) => lowestEnd(stacks[at] as Stack) >= box.y);
    const at = open.findLast((each) => isBelow(box, (stacks[each] as Stack).region));
    if (at === undefined) {
      open.push(stacks.length);
      stacks.push({ region: box, parts: [box] });
      continue;
    }
    const above = stacks[at] as Stack;
    stacks[at] = { region: around(above.region, box), parts: [...above.parts, box] };
  }
  return stacks;
}

/** Where a box begins at most that belongs to a stack, whatever its width. */
function lowestEnd({ region }: Stack): number {
  return region.y + region.height + region.width * widestGap.narrower;
}

function isBelow(box: Region, above: Region): boolean {
  const gap = box.y - (above.y + above.height);
  const [narrower, wider] = [Math.min(box.width, above.width), Math.max(box.width, above.width)];
  if (gap < 0 || gap > Math.min(wider * widestGap.wider, narrower * widestGap.narrower)) return false;
  if (narrower > wider * widthRatios.dot && narrower < wider * widthRatios.bar) return false;
  const shared = Math.min(box.x + box.width, above.x + above.width) - Math.max(box.x, above.x);
  return shared >= narrower * sharedWidth;
}
