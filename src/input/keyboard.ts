// The keyboard of a VM: types texts and presses keys, as a person does.

import { OptionError } from "../base/errors.ts";
import { Deadline } from "../base/time/deadline.ts";
import type { ScanCodeEvent, VncClient } from "../rfb/connect.ts";
import type { KeyCode } from "./keys/codes.ts";
import { keysOf, singleKey } from "./keys/combination.ts";
import { LightEcho } from "./keys/echo.ts";
import { eventsOf, keyEvent, portionsOf, pressAndRelease, strokeEvents } from "./keys/events.ts";
import { type KeyboardLayout, type Stroke, strokesOfLayout } from "./keys/layout.ts";
import { humanPauses } from "./keys/rhythm.ts";
import { keySpacing, portionSize, safeSpacing } from "./keys/spacing.ts";
import { strokesOfText } from "./keys/text.ts";
import { Pace, pause } from "./pace.ts";

/** Options of {@link Keyboard.type}. */
export interface TypeOptions {
  /**
   * Seconds from one key stroke to the next. Default: a person's uneven rhythm, 0.08 on average. 0: as fast as the guest
   * takes the keys without losing any; to know that, NumLock is switched to and fro between them.
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
  /** Whether the guest answers by its lights; undefined until it was tried. */
  #hasEcho: boolean | undefined;

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
    if (delay === 0) await this.#typeAtOnce(client, strokes);
    else await typeInRhythm(client, strokes, delay === undefined ? humanPauses(strokes.length, text) : delay);
  }

  /**
   * Presses a key, or several at once, and releases them: `Enter`, `a`, `A`, `F5`, `Control+Alt+T`, `Super`. Names are
   * Playwright's (the W3C's key and code names), and `Super`. In a combination the case of a letter does not matter.
   *
   * @throws {OptionError} when there is no such key
   * @throws {VncError} when the connection to the VM ends
   */
  async press(keys: string, options: PressOptions = {}): Promise<void> {
    const { downs, ups } = pressAndRelease(keysOf(keys, this.#strokes));
    const hold = checkDelay("press", options.delay) ?? 0;
    const client = await this.#client();
    if (hold === 0) {
      // One message, so that nothing on this side can come between and make the guest repeat the key.
      await send(client, [...downs, ...ups]);
      return;
    }
    await send(client, downs);
    await pause(hold);
    await send(client, ups);
  }

  /**
   * Presses a key and holds it until {@link up}. The guest repeats most keys that are held.
   *
   * @param key a name, or a character that is a key of its own
   * @throws {OptionError} when there is no such key
   */
  async down(key: string): Promise<void> {
    const code = singleKey(key, this.#strokes);
    const client = await this.#client();
    this.#held.add(code);
    await send(client, [keyEvent(code, true)]);
  }

  /**
   * Releases a key; one that is not down stays as it is.
   *
   * @throws {OptionError} when there is no such key
   */
  async up(key: string): Promise<void> {
    const code = singleKey(key, this.#strokes);
    const client = await this.#client();
    this.#held.delete(code);
    await send(client, [keyEvent(code, false)]);
  }

  /** Releases every key that {@link down} has left down. */
  async releaseAll(): Promise<void> {
    if (this.#held.size === 0) return;
    const { ups } = pressAndRelease([...this.#held]);
    this.#held.clear();
    await send(await this.#client(), ups);
  }

  async #typeAtOnce(client: VncClient, strokes: readonly Stroke[]): Promise<void> {
    const echo = new LightEcho(client);
    // With a modifier held, NumLock could mean something else.
    const mayAsk = this.#held.size === 0;
    for (const portion of portionsOf(strokes, portionSize)) {
      const events = eventsOf(portion);
      if (mayAsk && this.#hasEcho !== false) {
        client.scanCodes(events);
        this.#hasEcho = await echo.ask();
      } else {
        await send(client, events, safeSpacing);
      }
    }
    await echo.restore();
  }

  async #client(): Promise<VncClient> {
    const client = await this.#connect();
    await client.awaitScanCodes(Deadline.after(scanCodePatience, "waiting for a VNC server that takes scan codes"));
    return client;
  }
}

async function typeInRhythm(
  client: VncClient,
  strokes: readonly Stroke[],
  rhythm: number | Iterator<number>,
): Promise<void> {
  const pace = new Pace();
  for (const [index, stroke] of strokes.entries()) {
    // One message for a character, for the same reason as in press().
    const events = strokeEvents(stroke, strokes[index - 1], strokes[index + 1]);
    client.scanCodes(events);
    const isLast = index === strokes.length - 1;
    const delay = isLast ? 0 : typeof rhythm === "number" ? rhythm : (rhythm.next().value ?? 0);
    await pace.wait(Math.max(delay, secondsFor(events, isLast ? keySpacing : safeSpacing)));
  }
}

/** Sends events and waits until QEMU has handed them to the guest. */
async function send(client: VncClient, events: readonly ScanCodeEvent[], spacing = keySpacing): Promise<void> {
  client.scanCodes(events);
  await pause(secondsFor(events, spacing));
}

function secondsFor(events: readonly ScanCodeEvent[], spacing: number): number {
  return (events.length * spacing) / 1000;
}

function checkDelay(method: string, delay: number | undefined): number | undefined {
  if (delay === undefined || (typeof delay === "number" && delay >= 0 && delay <= longestDelay)) return delay;
  throw new OptionError({
    headline: `option delay of keyboard.${method} is out of range`,
    facts: { delay: String(delay) },
    next: `give a number of seconds from 0 to ${longestDelay}`,
  });
}
