// The keyboard of a VM: types texts and presses keys, as a person does.
import { Deadline } from "../base/deadline.ts";
import { OptionError } from "../base/errors.ts";
import type { ScanCodeEvent, VncClient } from "../rfb/client.ts";
import { type KeyCode, scanCodes } from "./keys/codes.ts";
import { keysOf, singleKey } from "./keys/combination.ts";
import { type KeyboardLayout, type Stroke, strokesOfLayout } from "./keys/layout.ts";
import { humanPauses } from "./keys/rhythm.ts";
import { keySpacing } from "./keys/spacing.ts";
import { strokesOfText } from "./keys/text.ts";
import { Pace, pause } from "./pace.ts";

/** Options of {@link Keyboard.type}. */
export interface TypeOptions {
  /**
   * Seconds from one key stroke to the next. Default: a person's uneven rhythm, 0.08 on average. 0: as fast as keys
   * can follow each other without a loss.
   */
  readonly delay?: number;
}

/** Options of {@link Keyboard.press}. */
export interface PressOptions {
  /** Seconds for which the keys are held down. Default 0: as briefly as the guest notices. */
  readonly delay?: number;
}

/** The longest delay in seconds: who gives more has milliseconds in mind. */
const longestDelay = 10;

/** Seconds that the VNC server may take to say that it takes scan codes; it does so at once. */
const scanCodePatience = 10;

/**
 * Types into the VM by the keys' places, so that the guest's keyboard layout must be the one of the option
 * `keyboardLayout` (default `us`). CapsLock is what it is in the guest. Shared by all tests of a file, as the VM is.
 */
export class Keyboard {
  readonly #connect: () => Promise<VncClient>;
  readonly #layout: KeyboardLayout;
  readonly #strokes: ReadonlyMap<string, Stroke>;
  readonly #held = new Set<KeyCode>();

  /** @param connect gives the connection that carries the keys */
  constructor(connect: () => Promise<VncClient>, layout: KeyboardLayout) {
    this.#connect = connect;
    this.#layout = layout;
    this.#strokes = strokesOfLayout(layout);
  }

  /**
   * Types a text and resolves when the last key has been released. A line's end is Enter, a tab is Tab.
   *
   * @throws {OptionError} naming a character that the layout has no key for; nothing has been typed then
   * @throws {VncError} when the connection to the VM ends
   */
  async type(text: string, options: TypeOptions = {}): Promise<void> {
    const strokes = strokesOfText(text, this.#layout, this.#strokes);
    const delay = checkDelay("type", options.delay);
    const client = await this.#client();
    const pauses = delay === undefined ? humanPauses(strokes.length, text) : undefined;
    const pace = new Pace();
    for (const [index, stroke] of strokes.entries()) {
      // One message for a character, so that nothing on this side can come between its key's way down and up.
      const events = eventsOf(stroke, strokes[index - 1], strokes[index + 1]);
      client.scanCodes(events);
      const isLast = index === strokes.length - 1;
      const pause = isLast ? 0 : (delay ?? pauses?.next().value ?? 0);
      await pace.wait(Math.max(pause, secondsFor(events)));
    }
  }

  /**
   * Presses a key, or several at once, and releases them: `Enter`, `a`, `A`, `F5`, `Control+Alt+T`, `Super`. Names are
   * Playwright's (the W3C's key and code names), and `Super`. In a combination the case of a letter does not matter.
   *
   * @throws {OptionError} when there is no such key
   * @throws {VncError} when the connection to the VM ends
   */
  async press(keys: string, options: PressOptions = {}): Promise<void> {
    const codes = keysOf(keys, this.#strokes);
    const hold = checkDelay("press", options.delay) ?? 0;
    const client = await this.#client();
    const downs = codes.map((code) => event(code, true));
    const ups = codes.map((code) => event(code, false)).reverse();
    const pace = new Pace();
    if (hold === 0) {
      client.scanCodes([...downs, ...ups]);
      await pace.wait(secondsFor([...downs, ...ups]));
      return;
    }
    client.scanCodes(downs);
    await pace.wait(hold + secondsFor(downs));
    client.scanCodes(ups);
    await pace.wait(secondsFor(ups));
  }

  /**
   * Presses a key and holds it until {@link up}. The guest repeats most keys that are held.
   *
   * @param key a name, or a character that is a key of its own
   * @throws {OptionError} when there is no such key
   */
  async down(key: string): Promise<void> {
    const code = singleKey(key, this.#strokes);
    this.#held.add(code);
    await this.#send([event(code, true)]);
  }

  /**
   * Releases a key; one that is not down stays as it is.
   *
   * @throws {OptionError} when there is no such key
   */
  async up(key: string): Promise<void> {
    const code = singleKey(key, this.#strokes);
    this.#held.delete(code);
    await this.#send([event(code, false)]);
  }

  /** Releases every key that {@link down} has left down. */
  async releaseAll(): Promise<void> {
    if (this.#held.size === 0) return;
    const ups = [...this.#held].map((code) => event(code, false)).reverse();
    this.#held.clear();
    await this.#send(ups);
  }

  async #send(events: readonly ScanCodeEvent[]): Promise<void> {
    const client = await this.#client();
    client.scanCodes(events);
    await pause(secondsFor(events));
  }

  async #client(): Promise<VncClient> {
    const client = await this.#connect();
    await client.awaitScanCodes(Deadline.after(scanCodePatience, "waiting for a VNC server that takes scan codes"));
    return client;
  }
}

/** Modifiers that the neighbours need too are neither pressed nor released between them. */
function eventsOf({ code, modifiers }: Stroke, before?: Stroke, after?: Stroke): readonly ScanCodeEvent[] {
  const pressed = modifiers.filter((modifier) => !before?.modifiers.includes(modifier));
  const released = modifiers.filter((modifier) => !after?.modifiers.includes(modifier));
  return [
    ...pressed.map((modifier) => event(modifier, true)),
    event(code, true),
    event(code, false),
    ...released.map((modifier) => event(modifier, false)),
  ];
}

function event(code: KeyCode, down: boolean): ScanCodeEvent {
  return { scanCode: scanCodes[code], down };
}

/** What QEMU takes to hand the events to the guest. */
function secondsFor(events: readonly ScanCodeEvent[]): number {
  return (events.length * keySpacing) / 1000;
}

function checkDelay(method: string, delay: number | undefined): number | undefined {
  if (delay === undefined || (typeof delay === "number" && delay >= 0 && delay <= longestDelay)) return delay;
  throw new OptionError({
    headline: `option delay of keyboard.${method} is out of range`,
    facts: { delay: String(delay) },
    next: `give a number of seconds from 0 to ${longestDelay}`,
  });
}
