// Converts targets and matches for the journal.
import type { ActionMatch, ActionRefinement, ActionTarget } from "../../base/journal/kinds.ts";
import type { AnyTarget, Refinement } from "./any-target.ts";
import type { Match } from "./finder.ts";
import { targetKinds } from "./index.ts";
import { isTarget } from "./kind-of.ts";
import { isRegion } from "./refine/refinable.ts";

/** A target as plain data; undefined for a value that is not a target, which the action itself rejects. */
export function actionTarget(target: AnyTarget | undefined): ActionTarget | undefined {
  return isTarget(target) ? describe(target) : undefined;
}

function describe(target: AnyTarget): ActionTarget {
  const kind = targetKinds.find((known) => known.kind === target.kind);
  const plain = kind?.describe?.(target) ?? ({ kind: "other", name: target.kind } as const);
  return target.refinements ? { ...plain, refinements: target.refinements.map(actionRefinement) } : plain;
}

function actionRefinement(refinement: Refinement): ActionRefinement {
  if (refinement.by === "near") return { by: "near", target: describe(refinement.target) };
  if (refinement.by !== "within") return refinement;
  const { area } = refinement;
  return { by: "within", area: isRegion(area) ? area : describe(area) };
}

/** A match as plain data. */
export function actionMatch({ region, similarity, text, variant }: Match): ActionMatch {
  return { region, similarity, text, variant };
}
