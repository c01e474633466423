// The kinds of text input: the place to add one.
import { createKeyStrokes } from "./key-strokes.ts";
import { createSpareKeys } from "./spare-keys.ts";
import type { CreateTextInput } from "./text-input.ts";

/** All kinds, the preferred first. */
export const textInputs: readonly CreateTextInput[] = [createKeyStrokes, createSpareKeys];
