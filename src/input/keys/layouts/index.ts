// The layouts by name: the place to add one.
import type { KeyboardLayout } from "../layout.ts";
import { de } from "./de.ts";
import { us } from "./us.ts";

/** All layouts. */
export const layouts = { us, de } satisfies Readonly<Record<string, KeyboardLayout>>;

/** The name of a layout. */
export type KeyboardLayoutName = keyof typeof layouts;

/** The default layout. */
export const defaultKeyboardLayout = "us" satisfies KeyboardLayoutName;
