// The keyboard of a VM: types texts and presses keys, as a person does.
import { checkBoolean } from "../base/check.ts";
import { Actor } from "../base/journal/actor.ts";
import type { ActionDetails } from "../base/journal/kinds.ts";
import { callSignal } from "../base/time/abort.ts";
import { checkDuration, dayMs, waitLimits } from "../base/time/check-duration.ts";
import { Deadline } from "../base/time/deadline.ts";
import type { VncClient } from "../rfb/connect.ts";
import type { KeyCode } from "./keys/codes.ts";
import { keysOf, singleKey } from "./keys/combination.ts";
import { keyEvent, pressAndRelease } from "./keys/events.ts";
import { type KeyboardLayout, type Stroke, strokesOfLayout } from "./keys/layout.ts";
import { type KeyboardLayoutName, layoutNamed } from "./keys/layouts/index.ts";
import { sendKeys } from "./keys/send.ts";
import { pause } from "./pace.ts";
import { textInputs } from "./text/index.ts";
import {
  type CreateTextInput,
  planText,
  type TextInput,
  type TextInputContext,
  type TypingGuest,
} from "./text/text-input.ts";
import { typeVerified } from "./text/verify.ts";

/** Options of {@link Keyboard.type}. */
export interface TypeOptions {
  /**
   * Milliseconds from one key stroke to the next. Default: a person's uneven rhythm, 80 on average. 0: as fast as the
   * guest takes the keys without losing any; to confirm that, NumLock is toggled between them.
   */
  readonly delay?: number;
  /**
   * Whether to wait until the screen shows the text, as text recognition reads it where the screen has changed. Only
   * Latin letters, digits and what stands between them are verified. Default false.
   */
  readonly verify?: boolean;
  /** Milliseconds for a verified text to appear once it was typed. Default 30_000; 0: one look. */
  readonly timeout?: number;
}

/** Options of {@link Keyboard.press}. */
export interface PressOptions {
  /** Milliseconds for which the keys are held down. Default 0: as briefly as the guest notices. */
  readonly delay?: number;
}

/** A longer delay is most likely a mistake. */
const maxDelayMs = 10_000;

/** Longer than any typing, in milliseconds: the deadline of a text only carries the demo's signal. */
const typingMs = 7 * dayMs;

/** The VNC server announces at once that it accepts scan codes. */
const scanCodesWaitMs = 10_000;

/** What a keyboard works with. */
export interface KeyboardParts {
  /** Gives the connection that carries the keys, once it accepts scan codes. */
  readonly client: () => Promise<VncClient>;
  /** How to type each symbol of the layout. */
  readonly keys: { readonly strokes: ReadonlyMap<string, Stroke> };
  /** The keys that are held down. */
  readonly held: Set<KeyCode>;
  /** Called after keys were pressed by {@link Keyboard.press}. */
  readonly pressed: () => void;
  /** The kinds of text input, the preferred first. */
  readonly textInputs: readonly TextInput[];
}

/** What a keyboard may have besides its keys. */
export interface KeyboardSupport {
  /** The guest, for text inputs that ask it. Default: it cannot be asked. */
  readonly guest?: TypingGuest | undefined;
  /** Called after keys were pressed by {@link Keyboard.press}. */
  readonly pressed?: () => void;
  /** The kinds of text input, the preferred first. Default: all. */
  readonly inputs?: readonly CreateTextInput[];
}

/**
 * The keyboard of a VM.
 *
 * @param connect gives the connection that carries the keys
 * @param layoutName the layout that the guest has
 */
export function createKeyboard(
  connect: () => Promise<VncClient>,
  layoutName: KeyboardLayoutName,
  { guest, pressed = () => {}, inputs = textInputs }: KeyboardSupport = {},
): Keyboard {
  const client = async (): Promise<VncClient> => acceptingScanCodes(await connect());
  const keys = new LazyKeys(layoutName);
  const held = new Set<KeyCode>();
  const context: TextInputContext = {
    connect: client,
    held,
    guest,
    get layout() {
      return keys.layout;
    },
    get strokes() {
      return keys.strokes;
    },
  };
  return new Keyboard({ client, keys, held, pressed, textInputs: inputs.map((create) => create(context)) });
}

/** A layout and its strokes, read when the first key is pressed: not every VM's start needs them. */
class LazyKeys {
  readonly #name: KeyboardLayoutName;
  #layout: KeyboardLayout | undefined;
  #strokes: ReadonlyMap<string, Stroke> | undefined;

  constructor(name: KeyboardLayoutName) {
    this.#name = name;
  }

  get layout(): KeyboardLayout {
    this.#layout ??= layoutNamed(this.#name);
    return this.#layout;
  }

  get strokes(): ReadonlyMap<string, Stroke> {
    this.#strokes ??= strokesOfLayout(this.layout);
    return this.#strokes;
  }
}

/**
 * Types by the keys' positions on the layout of the option `keyboardLayout`, which the guest's desktop is set to; without
 * it, the guest must have the layout `us`. CapsLock stays as it is in the guest. Shared by all tests of a file, as the VM is.
 */
export class Keyboard {
  readonly #parts: KeyboardParts;
  readonly #actor: Actor;
  readonly #ended: () => AbortSignal | undefined;

  /**
   * Use {@link createKeyboard}.
   *
   * @param actor runs the actions. Default: one without listeners
   * @param ended returns a signal that ends the typing. Default: none
   */
  constructor(
    parts: KeyboardParts,
    actor: Actor = new Actor(),
    ended: () => AbortSignal | undefined = () => undefined,
  ) {
    this.#parts = parts;
    this.#actor = actor;
    this.#ended = ended;
  }

  /** The same keyboard, whose actions `actor` runs, and whose typing the signal of `ended` ends. */
  withActor(actor: Actor, ended?: () => AbortSignal | undefined): Keyboard {
    return new Keyboard(this.#parts, actor, ended);
  }

  /**
   * Types a text and resolves when the last key has been released. A line's end is Enter, a tab is Tab. Characters that
   * the layout has no key for are typed by keys that an X session lends them.
   *
   * @throws {OptionError} naming a character that the layout cannot type, where there is no X session or no guest
   *   agent; nothing has been typed then
   * @throws {GuestError} when such a character cannot be typed, or may be lost
   * @throws {TypingLostError} when it is to be verified, and the screen does not show it in time
   * @throws {AbortedError} when the signal of the demo or test aborts; the rest of the text is not typed then
   * @throws {VncError} when the connection to the VM ends
   */
  async type(text: string, options: TypeOptions = {}): Promise<void> {
    const { delay, verify = false, timeout } = options;
    const details = { characters: typeof text === "string" ? text.length : 0, ...verifyDetails(options) };
    await this.#actor.act({ kind: "keyboard.type", details }, async (action) => {
      const delayMs = checkDelay("type", delay);
      checkBoolean("verify", verify, { of: "keyboard.type" });
      const limitMs = timeout ?? waitLimits.default;
      checkDuration("timeout", limitMs, { of: "keyboard.type", ...waitLimits.range });
      using deadline = Deadline.after(typingMs, "typing", { signal: callSignal(this.#ended()) });
      const { signal } = deadline;
      const typeText = await deadline.race(planText(this.#parts.textInputs, text));
      const type = (): Promise<void> => typeText({ delayMs, signal });
      if (!verify) return await type();
      await typeVerified(await this.#parts.client(), text, { limitMs, signal, type });
      action.add({ verified: true });
    });
  }

  /**
   * Presses a key, or several at once, and releases them: `Enter`, `a`, `A`, `F5`, `Control+Alt+T`, `Super`. Names are
   * Playwright's (the W3C's key and code names), and `Super`. In a combination the case of a letter does not matter.
   *
   * @throws {OptionError} when there is no such key
   * @throws {VncError} when the connection to the VM ends
   */
  async press(keys: string, options: PressOptions = {}): Promise<void> {
    await this.#actor.act({ kind: "keyboard.press", details: { keys } }, async () => {
      const { downs, ups } = pressAndRelease(keysOf(keys, this.#parts.keys.strokes));
      const hold = checkDelay("press", options.delay) ?? 0;
      const client = await this.#parts.client();
      if (hold === 0) {
        // One message: a delay between press and release would make the guest repeat the key.
        await sendKeys(client, [...downs, ...ups]);
      } else {
        await sendKeys(client, downs);
        await pause(hold);
        await sendKeys(client, ups);
      }
      this.#parts.pressed();
    });
  }

  /**
   * Presses a key and holds it until {@link up}. The guest repeats most keys that are held.
   *
   * @param key a name, or a character that is a key of its own
   * @throws {OptionError} when there is no such key
   */
  async down(key: string): Promise<void> {
    await this.#actor.act({ kind: "keyboard.down", details: { key } }, async () => {
      const code = singleKey(key, this.#parts.keys.strokes);
      const client = await this.#parts.client();
      this.#parts.held.add(code);
      await sendKeys(client, [keyEvent(code, true)]);
    });
  }

  /**
   * Releases a key; does nothing if it is not down.
   *
   * @throws {OptionError} when there is no such key
   */
  async up(key: string): Promise<void> {
    await this.#actor.act({ kind: "keyboard.up", details: { key } }, async () => {
      const code = singleKey(key, this.#parts.keys.strokes);
      const client = await this.#parts.client();
      this.#parts.held.delete(code);
      await sendKeys(client, [keyEvent(code, false)]);
    });
  }

  /** Releases every key that {@link down} has left down. */
  async releaseAll(): Promise<void> {
    await this.#actor.act({ kind: "keyboard.releaseAll", details: {} }, async () => {
      const { held, client } = this.#parts;
      if (held.size === 0) return;
      const { ups } = pressAndRelease([...held]);
      held.clear();
      await sendKeys(await client(), ups);
    });
  }
}

async function acceptingScanCodes(client: VncClient): Promise<VncClient> {
  const deadline = Deadline.after(scanCodesWaitMs, "waiting for a VNC server that accepts scan codes");
  await client.awaitScanCodes(deadline);
  return client;
}

/** What the journal says of a text that is verified. */
function verifyDetails({ verify, timeout = waitLimits.default }: TypeOptions): Partial<ActionDetails["keyboard.type"]> {
  return verify === true ? { verify, timeoutMs: timeout } : {};
}

function checkDelay(method: string, delay: number | undefined): number | undefined {
  if (delay === undefined) return undefined;
  checkDuration("delay", delay, { of: `keyboard.${method}`, longest: maxDelayMs });
  return delay;
}
