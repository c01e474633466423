// Types characters that the layout has no key for, in an X session: spare keys get them for the time of the text.
import { describeThrown, OptionError } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import { Deadline } from "../../base/time/deadline.ts";
import { GuestError } from "../../guest/errors.ts";
import { type KeySymbols, remapKeys, type XDisplay } from "../../guest/x11/remap-keys.ts";
import { keyEvent } from "../keys/events.ts";
import { keysymOf } from "../keys/keysym.ts";
import type { Stroke } from "../keys/layout.ts";
import { type SpareKey, type SpareKeys, spareKeysBeside } from "../keys/spare.ts";
import { charactersOf, describeCharacter, strokesOfText } from "../keys/text.ts";
import { StrokeTyper } from "./stroke-typer.ts";
import type { TextInput, TextInputContext, TypeText, TypingGuest } from "./text-input.ts";

/** Milliseconds for a program to take the keys that were typed: one that starts in an emulated guest is slow. */
const takenMs = 60_000;

/** Milliseconds for the change of the key map itself. */
const changeMs = 30_000;

/** Spare keys of an X session; they reach every character of Unicode. */
export function createSpareKeys(context: TextInputContext): TextInput {
  return new SpareKeysInput(context);
}

class SpareKeysInput implements TextInput {
  readonly #context: TextInputContext;
  readonly #typer: StrokeTyper;
  readonly #spare: SpareKeys;

  constructor(context: TextInputContext) {
    this.#context = context;
    this.#typer = new StrokeTyper(context);
    this.#spare = spareKeysBeside(context.strokes.values());
  }

  async plan(text: string): Promise<TypeText> {
    const { strokes } = this.#context;
    const missing = new Set(charactersOf(text).filter((character) => !strokes.has(character)));
    for (const character of missing) if (keysymOf(character) === undefined) throw noCharacter(character);
    const [first = ""] = missing;
    const guest = this.#context.guest ?? refuse(first, noAgent);
    const display = await displayOf(guest, first);
    const portions = portionsOf(charactersOf(text), missing, this.#spare.forCharacters.length);
    return (delayMs) => this.#type(new XKeyMap(guest, display, first), portions, delayMs);
  }

  async #type(map: XKeyMap, portions: readonly Portion[], delayMs: number | undefined): Promise<void> {
    const { layout, strokes } = this.#context;
    try {
      for (const [index, { text, missing }] of portions.entries()) {
        const keys = missing.map((character, at) => [character, this.#spare.forCharacters[at] as SpareKey] as const);
        const symbols = keys.map(([character, { keycode }]) => symbolsOf(character, keycode));
        if (index === 0) await map.change(symbols);
        else await this.#afterTyped((marker) => map.change(symbols, marker));
        const all = new Map<string, Stroke>([
          ...strokes,
          ...keys.map(([character, { code }]) => strokeOf(character, code)),
        ]);
        await this.#typer.type(strokesOfText(text, layout, all), delayMs, text);
      }
      await this.#afterTyped((marker) => map.restore(marker));
    } catch (error) {
      await map.restore().catch((failure: unknown) => {
        log.debug("could not put the guest's key map back", { reason: describeThrown(failure) });
      });
      throw error;
    }
  }

  /** Holds the marker, which was pressed after the typed keys, while `work` runs. */
  async #afterTyped(work: (keycode: number) => Promise<void>): Promise<void> {
    const client = await this.#context.connect();
    const { code, keycode } = this.#spare.marker;
    client.scanCodes([keyEvent(code, true)]);
    try {
      await work(keycode);
    } finally {
      client.scanCodes([keyEvent(code, false)]);
    }
  }
}

/** The key map of an X session, and what it was before it was changed. */
class XKeyMap {
  readonly #guest: TypingGuest;
  readonly #display: XDisplay;
  /** A character that needs it, for errors. */
  readonly #character: string;
  readonly #former = new Map<number, KeySymbols>();

  constructor(guest: TypingGuest, display: XDisplay, character: string) {
    this.#guest = guest;
    this.#display = display;
    this.#character = character;
  }

  /** @param marker the key that was pressed after those to wait for, if there are any */
  async change(keys: readonly KeySymbols[], marker?: number): Promise<void> {
    const limit = Deadline.after(takenMs + changeMs, "changing the guest's key map");
    const change = { keys, marker, limitMs: takenMs };
    const { former, problem } = await this.#guest
      .run(limit, (agent, deadline) => remapKeys(agent, this.#display, change, deadline))
      .catch((error: unknown) => {
        throw error instanceof GuestError ? notTyped(this.#character, error) : error;
      });
    for (const key of former) if (!this.#former.has(key.keycode)) this.#former.set(key.keycode, key);
    if (problem !== undefined) throw keysLost(problem);
  }

  async restore(marker?: number): Promise<void> {
    const former = [...this.#former.values()];
    if (former.length > 0) await this.change(former, marker);
    this.#former.clear();
  }
}

/** A part of a text that the spare keys suffice for. */
interface Portion {
  readonly text: string;
  /** Its characters without a key, each once. */
  readonly missing: readonly string[];
}

/** The portions of a text, each with at most `capacity` characters of `missing`. */
export function portionsOf(
  characters: readonly string[],
  missing: ReadonlySet<string>,
  capacity: number,
): readonly Portion[] {
  const portions: { text: string; missing: string[] }[] = [];
  for (const character of characters) {
    const last = portions.at(-1);
    const isNew = missing.has(character) && !last?.missing.includes(character);
    if (last === undefined || (isNew && last.missing.length === capacity)) {
      portions.push({ text: character, missing: isNew || missing.has(character) ? [character] : [] });
    } else {
      last.text += character;
      if (isNew) last.missing.push(character);
    }
  }
  return portions;
}

/** The same symbol with and without Shift, so that X does not make it upper case. */
function symbolsOf(character: string, keycode: number): KeySymbols {
  const keysym = keysymOf(character) as number;
  return { keycode, symbols: [keysym, keysym] };
}

function strokeOf(character: string, code: Stroke["code"]): readonly [string, Stroke] {
  return [character, { code, modifiers: [] }];
}

const noAgent = {
  reason: "the guest has no agent",
  next: "install qemu-guest-agent in the image, or use an image that demotool builds",
};
const noSession = {
  reason: "the user demo has no graphical session",
  next: "log in the user demo on an X desktop first, or paste the text in another way",
};
const notX = {
  reason: "the guest's desktop runs on Wayland",
  next: "use an X session, or leave the character out",
};

async function displayOf(guest: TypingGuest, character: string): Promise<XDisplay> {
  const environment = (await guest.session()) ?? refuse(character, noAgent);
  const { DISPLAY: display, XAUTHORITY: authority } = environment;
  if (environment["WAYLAND_DISPLAY"] !== undefined) return refuse(character, notX);
  if (display === undefined) return refuse(character, noSession);
  return { display, authority: authority ?? `${environment["HOME"]}/.Xauthority` };
}

function refuse(character: string, { reason, next }: { readonly reason: string; readonly next: string }): never {
  throw new OptionError({
    headline: `without a key, ${describeCharacter(character)} needs an X session and its guest agent: ${reason}`,
    next: `nothing was typed; ${next}`,
  });
}

function noCharacter(character: string): OptionError {
  return new OptionError({
    headline: `${describeCharacter(character)} is no character that can be typed`,
    next: "nothing was typed; leave it out, or use press() for a key such as Escape",
  });
}

function notTyped(character: string, cause: GuestError): GuestError {
  return new GuestError({
    headline: `${describeCharacter(character)} cannot be typed: ${cause.headline}`,
    ...(cause.output !== undefined && { output: cause.output }),
    facts: cause.facts,
    next: cause.next,
    cause,
  });
}

function keysLost(problem: string): GuestError {
  return new GuestError({
    headline: `typed characters may be lost: ${problem}`,
    facts: { limitMs: takenMs },
    next: "wait until the program is ready before typing, as with vm.screen.waitForStable()",
  });
}
