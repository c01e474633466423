// Finds a target whose places are narrowed down.
import type { Frame } from "../../../base/geometry/frame.ts";
import type { Region } from "../../../base/geometry/region.ts";
import type { Deadline } from "../../../base/time/deadline.ts";
import { describeRegion, listPlaces } from "../../errors.ts";
import type { Refinement, Side } from "../any-target.ts";
import type { Explanation, Finder, Match, Sighting } from "../finder.ts";
import { bestPlace, placesOf } from "../places.ts";
import { beside, inside, nearestTo, nthOf } from "./narrow.ts";

/** A finder, and what explains its misses. */
export interface Part {
  readonly finder: Finder;
  /** Explains why the finder did not find its target. */
  readonly explain: (sighting: Sighting) => Explanation;
}

/** A refinement whose target has a finder. */
export type Step =
  | Extract<Refinement, { readonly by: "nth" | Side }>
  | { readonly by: "near"; readonly target: Part }
  | { readonly by: "within"; readonly area: Part | Region };

const sides: Readonly<Record<Side, string>> = {
  rightOf: "right of",
  leftOf: "left of",
  above: "above",
  below: "below",
};

/**
 * Makes the finder of a refined target. It owns the parts' finders.
 *
 * @param base finds the target without its refinements, with all its places
 */
export function refinedFinder(base: Part, steps: readonly Step[]): Finder & Disposable {
  return new RefinedFinder(base, steps);
}

/** What a step leaves of the places, or why it leaves none. */
interface Narrowed {
  readonly places: readonly Match[];
  readonly explain?: (() => Explanation) | undefined;
  readonly undecided?: (() => Explanation) | undefined;
}

class RefinedFinder implements Finder, Disposable {
  readonly what: string;
  readonly onChange?: (listener: () => void) => () => void;
  readonly watchesScreen: boolean;
  readonly #base: Part;
  readonly #steps: readonly Step[];
  readonly #finders: readonly Finder[];

  constructor(base: Part, steps: readonly Step[]) {
    this.#base = base;
    this.#steps = steps;
    this.what = [base.finder.what, ...steps.map(describeStep)].join(" → ");
    const finders = [base, ...steps.flatMap((step) => partOf(step) ?? [])].map(({ finder }) => finder);
    this.#finders = finders;
    this.watchesScreen = finders.some((finder) => finder.onChange === undefined || finder.watchesScreen === true);
    if (finders.some((finder) => finder.onChange)) {
      this.onChange = (listener) => {
        const ends = finders.map((finder) => finder.onChange?.(listener));
        return () => {
          for (const end of ends) end?.();
        };
      };
    }
  }

  async look(frame: Frame, changed: readonly Region[] | undefined, deadline: Deadline): Promise<Sighting> {
    // Every finder looks at every frame: each gets only what changed since its previous look.
    const look = (finder: Finder): Promise<Sighting> => finder.look(frame, changed, deadline);
    const first = await look(this.#base.finder);
    const sightings = new Map<Step, Sighting>();
    for (const step of this.#steps) {
      const part = partOf(step);
      if (part) sightings.set(step, await look(part.finder));
    }
    let narrowed: Narrowed = { places: placesOf(first) };
    if (narrowed.places.length === 0) return { ...first, found: undefined, explain: () => this.#base.explain(first) };
    for (const step of this.#steps) {
      narrowed = narrow(step, narrowed.places, sightings.get(step));
      if (narrowed.places.length === 0) return { ...narrowed, found: undefined, best: first.best };
    }
    const { places } = narrowed;
    const found = bestPlace(places);
    return { found, best: found, places, seen: first.seen };
  }

  [Symbol.dispose](): void {
    for (const finder of this.#finders) finder[Symbol.dispose]?.();
  }
}

function partOf(step: Step): Part | undefined {
  if (step.by === "near") return step.target;
  return step.by === "within" && "finder" in step.area ? step.area : undefined;
}

function narrow(step: Step, places: readonly Match[], sighting: Sighting | undefined): Narrowed {
  const part = partOf(step);
  if (part && sighting && placesOf(sighting).length === 0) {
    return { places: [], explain: () => isMissing(part, sighting), undecided: () => cannotTell(part, places) };
  }
  const others = sighting ? placesOf(sighting) : [];
  switch (step.by) {
    case "nth":
      return { places: nthOf(places, step.index), explain: () => tooFew(step.index, places) };
    case "near":
      return { places: nearestTo(places, others) };
    case "within": {
      const areas = "finder" in step.area ? others.map(({ region }) => region) : [step.area];
      return { places: inside(places, areas), explain: () => elsewhere(step, places) };
    }
    default:
      return { places: places.map((place) => beside(place, step.by, step.pixels)) };
  }
}

function describeStep(step: Step): string {
  switch (step.by) {
    case "nth":
      return `nth(${step.index})`;
    case "near":
      return `near ${step.target.finder.what}`;
    case "within":
      return `within ${describeArea(step.area)}`;
    default:
      return `${step.pixels} px ${sides[step.by]} it`;
  }
}

function describeArea(area: Part | Region): string {
  return "finder" in area ? area.finder.what : describeRegion({ region: area });
}

function isMissing({ finder, explain }: Part, sighting: Sighting): Explanation {
  const { output, facts, next } = sighting.explain?.() ?? explain(sighting);
  return {
    facts: { ...facts, missing: finder.what },
    output,
    next: `the target is there, but ${finder.what} is not: ${next ?? "look at the saved screenshots"}`,
  };
}

function cannotTell({ finder: { what } }: Part, places: readonly Match[]): Explanation {
  return {
    facts: { missing: what, places: places.length },
    output: listPlaces(places),
    next: `${what} is not on the screen, so which place is meant is unknown: wait for ${what} to go instead, or for what is unique`,
  };
}

function tooFew(index: number, places: readonly Match[]): Explanation {
  const allowed = places.length === 1 ? "0" : `0 to ${places.length - 1}, or -1 to ${-places.length} from the end`;
  return {
    facts: { places: places.length },
    output: listPlaces(places),
    next: `there is no nth(${index}): give ${allowed}`,
  };
}

function elsewhere(step: Extract<Step, { readonly by: "within" }>, places: readonly Match[]): Explanation {
  return {
    facts: { places: places.length },
    output: listPlaces(places),
    next: `the target is there, but not within ${describeArea(step.area)}: look at the saved screenshots`,
  };
}
