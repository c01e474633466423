// The arguments of methods that take x and y, or a target, or neither.
import type { PointTarget } from "./target.ts";

/** What such a method is called with. */
export type PlaceArguments<Options> =
  | [x: number, y: number, options?: Options | undefined]
  | [target?: PointTarget | undefined, options?: Options | undefined];

/** The place and the options among the arguments. */
export function placeAndOptions<Options extends object>(
  given: PlaceArguments<Options>,
): { target: PointTarget | undefined; options: Partial<Options> } {
  if (typeof given[0] === "number") {
    const [x, y, options] = given as [number, number, Options?];
    return { target: { x, y }, options: options ?? {} };
  }
  const [target, options] = given as [PointTarget?, Options?];
  return { target, options: options ?? {} };
}
