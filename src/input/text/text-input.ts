// What every kind of text input looks like: one file each, all listed in index.ts.
import { OptionError } from "../../base/errors.ts";
import type { VncClient } from "../../rfb/connect.ts";
import type { KeyCode } from "../keys/codes.ts";
import type { KeyboardLayout, Stroke } from "../keys/layout.ts";

/** What a kind of text input works with. */
export interface TextInputContext {
  /** Gives the connection to the VM, once it accepts scan codes. */
  readonly connect: () => Promise<VncClient>;
  /** The guest's keyboard layout. */
  readonly layout: KeyboardLayout;
  /** How to type each symbol of the layout. Read from disk on first use, as {@link layout} is: not when a kind is made. */
  readonly strokes: ReadonlyMap<string, Stroke>;
  /** The keys that the user holds down at the moment. */
  readonly held: ReadonlySet<KeyCode>;
}

/** Types a planned text; `delayMs` is the option `delay`, undefined for a person's rhythm. */
export type TypeText = (delayMs: number | undefined) => Promise<void>;

/** A kind of text input, such as key strokes. It may keep what it has learnt about the guest. */
export interface TextInput {
  /**
   * Plans how to type a text, and sends nothing yet.
   *
   * @throws {OptionError} when this kind cannot type the text
   */
  plan(text: string): TypeText;
}

/** Makes a kind of text input for one VM. */
export type CreateTextInput = (context: TextInputContext) => TextInput;

/**
 * The plan of the first kind that can type the text.
 *
 * @throws {OptionError} of the first kind when none can
 */
export function planText(inputs: readonly TextInput[], text: string): TypeText {
  const refusals: OptionError[] = [];
  for (const input of inputs) {
    try {
      return input.plan(text);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      refusals.push(error);
    }
  }
  throw refusals[0];
}
