// The registry of target kinds.
import { type ImageTarget, imageKind } from "./image.ts";
import { type ScreenTarget, screenKind } from "./screen.ts";
import type { TargetKind } from "./target-kind.ts";
import { type TextTarget, textKind } from "./text.ts";

/** A target that demos can look for on a screen. */
export type Target = ImageTarget | TextTarget;

/** What waits accept: a {@link Target}, or the whole-screen reference of a matcher. */
export type WaitTarget = Target | ScreenTarget;

/** All kinds. */
export const targetKinds: readonly TargetKind[] = [imageKind, textKind, screenKind];
