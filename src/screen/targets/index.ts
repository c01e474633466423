// The kinds of targets: the place to add one.
import { type ImageTarget, imageKind } from "./image.ts";
import { type ScreenTarget, screenKind } from "./screen.ts";
import type { TargetKind } from "./target-kind.ts";
import { type TextTarget, textKind } from "./text.ts";

/** What demos can look for on a screen. */
export type Target = ImageTarget | TextTarget;

/** What a screen can be waited for to show: a {@link Target}, or the reference of a matcher. */
export type WaitTarget = Target | ScreenTarget;

/** All kinds. */
export const targetKinds: readonly TargetKind[] = [imageKind, textKind, screenKind];
