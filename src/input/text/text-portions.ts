// Splits a text into portions that a limited number of keys suffices for. Pure.

/** A part of a text. */
export interface TextPortion {
  readonly text: string;
  /** Its characters without a key, each once. */
  readonly missing: readonly string[];
}

/** The portions of a text, as long as possible, each with at most `capacity` different characters of `missing`. */
export function textPortions(
  characters: readonly string[],
  missing: ReadonlySet<string>,
  capacity: number,
): readonly TextPortion[] {
  const portions: { text: string; missing: Set<string> }[] = [];
  for (const character of characters) {
    let portion = portions.at(-1);
    const needsKey = missing.has(character) && !portion?.missing.has(character);
    if (portion === undefined || (needsKey && portion.missing.size === capacity)) {
      portion = { text: "", missing: new Set() };
      portions.push(portion);
    }
    portion.text += character;
    if (missing.has(character)) portion.missing.add(character);
  }
  return portions.map((portion) => ({ text: portion.text, missing: [...portion.missing] }));
}
