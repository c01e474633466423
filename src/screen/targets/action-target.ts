// Converts targets and matches for the journal.
import type { ActionMatch, ActionTarget } from "../../base/journal/kinds.ts";
import type { Match } from "./finder.ts";
import { targetKinds } from "./index.ts";
import { isTarget } from "./kind-of.ts";
import type { AnyTarget } from "./target-kind.ts";

/** A target as plain data; undefined for a value that is not a target, which the action itself rejects. */
export function actionTarget(target: AnyTarget | undefined): ActionTarget | undefined {
  if (!isTarget(target)) return undefined;
  const kind = targetKinds.find((known) => known.kind === target.kind);
  return kind?.describe?.(target) ?? { kind: "other", name: target.kind };
}

/** A match as plain data. */
export function actionMatch({ region, similarity, text, variant }: Match): ActionMatch {
  return { region, similarity, text, variant };
}
