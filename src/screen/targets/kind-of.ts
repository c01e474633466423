// Looks up the kind of a target.
import { OptionError } from "../../base/errors.ts";
import { type AnyTarget, isAnyTarget } from "./any-target.ts";
import { type Target, targetKinds } from "./index.ts";
import type { TargetKind } from "./target-kind.ts";

/** Whether a value has the shape of a target. {@link kindOf} rejects unknown kinds. */
export function isTarget(value: unknown): value is Target {
  return isAnyTarget(value);
}

/**
 * Looks up the kind of a target.
 *
 * @param kinds the kinds to choose from. Default: all of index.ts
 * @throws {OptionError} when the value is not a target of one of these kinds
 */
export function kindOf(target: AnyTarget, kinds: readonly TargetKind[] = targetKinds): TargetKind {
  const kind = isTarget(target) && kinds.find((known) => known.kind === target.kind);
  if (kind) return kind;
  throw new OptionError({
    headline: `${JSON.stringify(target) ?? String(target)} is not a target: the screen cannot be searched for it`,
    next: 'give image("file.png") or text("words")',
  });
}
