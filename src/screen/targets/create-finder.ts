// Makes the finder of a target of any kind.
import type { AnyTarget, Refinement } from "./any-target.ts";
import type { Finder } from "./finder.ts";
import { targetKinds } from "./index.ts";
import { kindOf } from "./kind-of.ts";
import { type Part, refinedFinder, type Step } from "./refine/finder.ts";
import { isRegion } from "./refine/refinable.ts";
import type { FinderOptions, Surroundings, TargetKind } from "./target-kind.ts";

/** Where a finder looks, and the kinds of targets that there are. */
export interface FinderContext extends Surroundings {
  /** Default: all of index.ts. */
  readonly kinds?: readonly TargetKind[];
}

/**
 * Makes the finder of a target, with its refinements.
 *
 * @param options those of the call, overridden by the target's own; the other targets in its refinements get none
 * @throws {OptionError} when the target or its files cannot be used
 */
export async function createFinder(target: AnyTarget, options: FinderOptions, context: FinderContext): Promise<Finder> {
  const { refinements = [], ...plain } = target;
  if (refinements.length === 0) return plainFinder(target, options, context);
  const finders: Finder[] = [];
  const part = async (of: AnyTarget, partOptions: FinderOptions): Promise<Part> => {
    const finder = await createFinder(of, { ...partOptions, all: true }, context);
    finders.push(finder);
    return { finder, explain: (sighting) => kindOf(of, context.kinds).explainMiss(of, sighting) };
  };
  try {
    const base = await part(plain, options);
    const steps: Step[] = [];
    for (const refinement of refinements) steps.push(await stepOf(refinement, (of) => part(of, {})));
    return refinedFinder(base, steps);
  } catch (error) {
    for (const finder of finders) finder[Symbol.dispose]?.();
    throw error;
  }
}

async function plainFinder(target: AnyTarget, options: FinderOptions, context: FinderContext): Promise<Finder> {
  const { kinds = targetKinds, ...surroundings } = context;
  const region = target.region ?? options.region;
  const similarity = target.similarity ?? options.similarity;
  return kindOf(target, kinds).createFinder(target, { region, similarity, all: options.all }, surroundings);
}

async function stepOf(refinement: Refinement, part: (target: AnyTarget) => Promise<Part>): Promise<Step> {
  if (refinement.by === "near") return { by: "near", target: await part(refinement.target) };
  if (refinement.by !== "within") return refinement;
  const { area } = refinement;
  return { by: "within", area: isRegion(area) ? area : await part(area) };
}
