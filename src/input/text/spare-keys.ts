// Types characters that the layout has no key for, in an X session: spare keys get them for the time of the text.
import { describeThrown, OptionError } from "../../base/errors.ts";
import { log } from "../../base/log.ts";
import type { KeySymbols } from "../../guest/desktop/remap-keys.ts";
import { keyEvent } from "../keys/events.ts";
import { keysymOf } from "../keys/keysym.ts";
import type { Stroke } from "../keys/layout.ts";
import { type SpareKey, type SpareKeys, spareKeysBeside } from "../keys/spare.ts";
import { charactersOf, describeCharacter, strokesOfCharacter, strokesOfText } from "../keys/text.ts";
import { StrokeTyper } from "./stroke-typer.ts";
import type { TextInput, TextInputContext, TypeText, TypingOptions } from "./text-input.ts";
import { type TextPortion, textPortions } from "./text-portions.ts";
import { XKeyMap } from "./x-key-map.ts";

/** Spare keys of an X session; they reach every character of Unicode. */
export function createSpareKeys(context: TextInputContext): TextInput {
  return new SpareKeysInput(context);
}

class SpareKeysInput implements TextInput {
  readonly #context: TextInputContext;
  readonly #typer: StrokeTyper;
  #spareKeys: SpareKeys | undefined;

  constructor(context: TextInputContext) {
    this.#context = context;
    this.#typer = new StrokeTyper(context);
  }

  /** Found at the first text: it reads the layout from disk. */
  get #spare(): SpareKeys {
    this.#spareKeys ??= spareKeysBeside(this.#context.strokes.values());
    return this.#spareKeys;
  }

  async plan(text: string): Promise<TypeText> {
    const { guest, strokes } = this.#context;
    const characters = charactersOf(text);
    const missing = new Set(characters.filter((character) => strokesOfCharacter(character, strokes) === undefined));
    for (const character of missing) if (keysymOf(character) === undefined) throw noCharacter(character);
    const needs = { character: [...missing][0] ?? "", marker: this.#spare.marker.keycode };
    const map = await XKeyMap.of(guest, needs);
    const portions = textPortions(characters, missing, this.#spare.forCharacters.length);
    return (options) => this.#type(map, portions, options);
  }

  async #type(map: XKeyMap, portions: readonly TextPortion[], options: TypingOptions): Promise<void> {
    const { signal } = options;
    try {
      for (const [index, portion] of portions.entries()) {
        const keys = portion.missing.map((character, at) => [character, this.#spare.forCharacters[at]] as Lent);
        const symbols = keys.map(symbolsOf);
        if (index === 0) await map.change(symbols);
        else await this.#marked(() => map.changeOnceTaken(symbols, signal));
        await this.#typePortion(portion, keys, options);
      }
      await this.#marked(() => map.restoreOnceTaken(signal));
    } catch (error) {
      await map.restore().catch((failure: unknown) => {
        log.debug("could not put the guest's key map back", { reason: describeThrown(failure) });
      });
      throw error;
    }
  }

  async #typePortion({ text }: TextPortion, keys: readonly Lent[], options: TypingOptions): Promise<void> {
    const { layout, strokes } = this.#context;
    const lent = keys.map(([character, { code }]): [string, Stroke] => [character, { code, modifiers: [] }]);
    await this.#typer.type(strokesOfText(text, layout, new Map([...strokes, ...lent])), options, text);
  }

  /** Presses the marker after the typed keys, and holds it during `work`. */
  async #marked(work: () => Promise<void>): Promise<void> {
    const client = await this.#context.connect();
    const { code } = this.#spare.marker;
    client.scanCodes([keyEvent(code, true)]);
    try {
      await work();
    } finally {
      client.scanCodes([keyEvent(code, false)]);
    }
  }
}

/** A character and the key that types it for a while. */
type Lent = readonly [character: string, key: SpareKey];

/** The same symbol with and without Shift, or X would add the upper case. */
function symbolsOf([character, { keycode }]: Lent): KeySymbols {
  const keysym = keysymOf(character) as number;
  return { keycode, symbols: [keysym, keysym] };
}

function noCharacter(character: string): OptionError {
  return new OptionError({
    headline: `${describeCharacter(character)} is not a character to type`,
    next: "nothing was typed; leave it out, or use press() for a key such as Escape",
  });
}
