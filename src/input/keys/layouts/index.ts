// The keyboard layouts of xkeyboard-config by their names. Nothing is read before a layout is used.
import { invalid } from "../../../base/check.ts";
import type { KeyCode } from "../codes.ts";
import type { KeyboardLayout } from "../layout.ts";
import { likeLayouts } from "./like.ts";
import type { LayoutVariants } from "./names.ts";
import { isListed, layoutFields } from "./table.ts";

type Words<Text extends string, Found extends string = never> = Text extends `${infer First} ${infer Rest}`
  ? Words<Rest, Found | First>
  : Found | Exclude<Text, "">;

/** The name of a layout, `de`, or of a variant of it, `de(nodeadkeys)`, as `setxkbmap` and desktops know them. */
export type KeyboardLayoutName = {
  [Layout in keyof LayoutVariants]: Layout | `${Layout}(${Words<LayoutVariants[Layout]>})`;
}[keyof LayoutVariants];

/** The default layout. */
export const defaultKeyboardLayout = "us" satisfies KeyboardLayoutName;

const usualLayers: readonly (readonly KeyCode[])[] = [[], ["ShiftLeft"], ["AltRight"], ["ShiftLeft", "AltRight"]];

/** The layout of this name, which must be one of the table's. */
export function layoutNamed(name: KeyboardLayoutName): KeyboardLayout {
  const { layers, loners, keys } = layoutFields(name);
  return {
    name,
    layers: layers === "" ? usualLayers : layers.split(",").map((held) => held.split("+").filter(Boolean) as KeyCode[]),
    loners,
    keys: Object.fromEntries(keys),
  };
}

/**
 * Checks the name of a layout.
 *
 * @throws {OptionError} when there is no such layout; it names like ones
 */
export function checkLayoutName(option: string, value: unknown): asserts value is KeyboardLayoutName {
  if (value === defaultKeyboardLayout || (typeof value === "string" && isListed(value))) return;
  const like = typeof value === "string" ? likeLayouts(value) : [];
  const meant = like.map(({ name, description }) => `${name} (${description})`).join(", ");
  throw invalid(
    option,
    value,
    {},
    "names no keyboard layout",
    `${meant === "" ? "a" : `${meant}, or another`} name of XKB's: gb, ch(de), us(intl)`,
  );
}

/** The layout and the variant in a name, as `setxkbmap` takes them; the variant is empty for a layout's own keys. */
export function partsOfName(name: KeyboardLayoutName): { readonly layout: string; readonly variant: string } {
  const [layout = "", variant = ""] = name.split(/[()]/);
  return { layout, variant };
}
