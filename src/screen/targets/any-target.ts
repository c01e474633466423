// The data of a target of any kind, and of what narrows down its places.
import type { Region } from "../../base/geometry/region.ts";
import type { LookOptions } from "./look-options.ts";

/** A target of any kind. */
export interface AnyTarget extends LookOptions {
  /** The name of its kind. */
  readonly kind: string;
  /** What its places are narrowed down to or moved by, in this order. Default: nothing. */
  readonly refinements?: readonly Refinement[] | undefined;
}

/** Whether a value has the shape of a target of any kind. */
export function isAnyTarget(value: unknown): value is AnyTarget {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "kind") === "string";
}

/** A side of a place. */
export type Side = "rightOf" | "leftOf" | "above" | "below";

/** Narrows down the places of a target, or moves beside them. */
export type Refinement =
  /** The place of this number in reading order, from 0; below 0 from the end. */
  | { readonly by: "nth"; readonly index: number }
  /** The places that are nearest to another target. */
  | { readonly by: "near"; readonly target: AnyTarget }
  /** The places within the box of another target, or within a region. */
  | { readonly by: "within"; readonly area: AnyTarget | Region }
  /** A pixel beside each place. */
  | { readonly by: Side; readonly pixels: number };
