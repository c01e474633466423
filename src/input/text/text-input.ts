// What every kind of text input looks like: one file each, all listed in index.ts.
import { OptionError } from "../../base/errors.ts";
import type { Deadline } from "../../base/time/deadline.ts";
import type { GuestAgent } from "../../guest/agent.ts";
import type { VncClient } from "../../rfb/connect.ts";
import type { KeyCode } from "../keys/codes.ts";
import type { KeyboardLayout, Stroke } from "../keys/layout.ts";

/** The environment of a user's graphical session; empty while there is none. */
export type GuestSession = Readonly<Record<string, string>>;

/** The guest that is typed into, for kinds that ask it. */
export interface TypingGuest {
  /** The user's session, the same object until the guest is reverted to a snapshot; undefined without a guest agent. */
  session(): Promise<GuestSession | undefined>;
  /** Runs work that ends when the guest is reverted to a snapshot. */
  run<T>(limit: Deadline, work: (agent: GuestAgent, deadline: Deadline) => Promise<T>): Promise<T>;
  /** Waits until the guest has nothing left to do; false if that takes longer than `limitMs`, or nothing can tell. */
  untilIdle(limitMs: number): Promise<boolean>;
}

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
  /** The guest; undefined when it cannot be asked. */
  readonly guest?: TypingGuest | undefined;
}

/** How a text is typed. */
export interface TypingOptions {
  /** Milliseconds from key to key: the option `delay`; undefined for a person's rhythm. */
  readonly delayMs: number | undefined;
  /** Ends the typing: at the next character, with no key left down. */
  readonly signal?: AbortSignal | undefined;
}

/** Types a planned text. */
export type TypeText = (options: TypingOptions) => Promise<void>;

/** A kind of text input, such as key strokes. It may keep what it has learnt about the guest. */
export interface TextInput {
  /**
   * Plans how to type a text, and sends no key yet. It may ask the guest.
   *
   * @throws {OptionError} when this kind cannot type the text
   */
  plan(text: string): TypeText | Promise<TypeText>;
}

/** Makes a kind of text input for one VM. */
export type CreateTextInput = (context: TextInputContext) => TextInput;

/**
 * The plan of the first kind that can type the text.
 *
 * @throws {OptionError} when none can, with the reason of each
 */
export async function planText(inputs: readonly TextInput[], text: string): Promise<TypeText> {
  const refusals: OptionError[] = [];
  for (const input of inputs) {
    try {
      return await input.plan(text);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      refusals.push(error);
    }
  }
  throw allRefused(refusals);
}

function allRefused(refusals: readonly OptionError[]): OptionError {
  const [first, ...others] = refusals as [OptionError, ...OptionError[]];
  const last = others.at(-1);
  if (last === undefined) return first;
  const output = others.map(({ headline }) => headline).join("\n");
  return new OptionError({ headline: first.headline, facts: first.facts, output, next: last.next });
}
