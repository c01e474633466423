// Prices of OCR mistakes when texts are compared.

/** Price of a similar character. */
const alikePrice = 0.2;

/** Price of a character that is read as both of two that look alike: less, as one of them is right. */
const blendedPrice = 0.15;

/** Price of a different, extra or missing letter, digit or sign: it makes another word. */
const otherPrice = 2;

/** Price of a different, extra or missing mark, such as a dot or a quotation mark. */
const markPrice = 0.5;

/** Price of an extra or missing space. */
const spacePrice = 0.1;

/** Characters that look alike, some only in some fonts. Never two digits: another number is another text. */
const families = [
  "lI1|!i",
  "lL",
  "lI/",
  "O0oQ©®",
  "S5",
  "B8",
  "Bß",
  "Z2",
  "G6",
  "x×",
  "'\"`°",
  "-_~",
  ".,",
  ":;",
  "{([",
  "})]",
];

/** Arrows, which tesseract's data for English lacks, and what is read for them. */
const arrows = ["→-", "→+", "←-", "←+"];

/** Accented letters, of which tesseract's data for English knows few, and what is read for them. */
const accented = ["üi", "öé", "ö6", "çg", "ßR"];

const pairs = pairsOf([...families, ...arrows, ...accented]);

/** A character, that before it, and what is read for it, not the other way round: `sqlite` is read as `sglite`. */
const misread = { before: "s", wanted: "q", read: "g" };

/** Characters of which reading sometimes takes one for both. */
const blended = pairsOf([...families, "S8", "qg"]);

/** Characters of which reading often takes one for another: their strokes are the same in many fonts. */
const twins = pairsOf(["lI1|", "O0o", "'\"`", "x×", ...arrows]);

/** Pairs of characters that look like a single one. */
const merged = new Set([
  "rn m",
  "vv w",
  "cl d",
  "ii ü",
  "ti ü",
  "li ü",
  "ui ü",
  "fi ñ",
  "'' \"",
  "-- -",
  "-- →",
  "__ _",
]);

/** Stands for the end of a line within a paragraph, where a word ends too. */
export const lineBreak = "\n";

/** Cached prices: a screen has few different characters, and each is compared thousands of times. */
const known = { substitutions: new Map<string, number>(), omissions: new Map<string, number>() };

/**
 * Price of reading `read` for `wanted`.
 *
 * @param before the character before the wanted one
 */
export function substitution(wanted: string, read: string, before = ""): number {
  if (wanted === misread.wanted && read === misread.read && before === misread.before) return alikePrice;
  return wanted === read ? 0 : remembered(known.substitutions, wanted + read, () => substitutionOf(wanted, read));
}

/** Price of a missing or extra character. */
export function omission(character: string): number {
  return remembered(known.omissions, character, () => omissionOf(character));
}

/** Price of a missing character at the end of a word, where dots and commas are lost more often. */
export function finalOmission(character: string): number {
  return ".,:;".includes(character) ? alikePrice : omission(character);
}

/** Price of two characters read as one or one read as two; infinite when they do not look alike. */
export function merger(two: string, one: string): number {
  return merged.has(`${two} ${one}`) ? alikePrice : Number.POSITIVE_INFINITY;
}

/**
 * Price of one character read as two; infinite when they do not look alike. Reading sometimes takes one for both of two
 * that look alike, as `lL` for `l` and `qg` for `q`; an added digit makes another number.
 */
export function split(one: string, two: string): number {
  const added = two[0] === one ? two[1] : two[0];
  if (added === undefined || added === one || (two[0] !== one && two[1] !== one)) return merger(two, one);
  return blended.has(one + added) && !isDigit(added) ? blendedPrice : merger(two, one);
}

/**
 * Whether reading often makes this mistake: a twin, one character for two, a lost or an added space. Such a mistake says
 * little about the text, even in a short word.
 *
 * @param wanted the characters of the text; empty for an added space
 * @param read what was read for them; empty for a lost space
 */
export function isCommonMistake(wanted: string, read: string): boolean {
  if (wanted.length + read.length === 1) return wanted + read === " ";
  return (
    wanted === read || twins.has(wanted + read) || merged.has(`${wanted} ${read}`) || merged.has(`${read} ${wanted}`)
  );
}

/** Whether two characters look alike, and may be taken for each other when they are small or blurred. */
export function isAlike(wanted: string, read: string): boolean {
  return isCommonMistake(wanted, read) || looksLike(wanted, read);
}

/** Whether the character is a letter or a digit. */
export function isWord(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}

function isDigit(character: string): boolean {
  return /\p{N}/u.test(character);
}

function substitutionOf(wanted: string, read: string): number {
  // A line's end stands where a sentence has a space.
  if (wanted + read === ` ${lineBreak}`) return 0;
  if (looksLike(wanted, read)) return alikePrice;
  return isWeighty(wanted) || isWeighty(read) ? otherPrice : markPrice;
}

function looksLike(wanted: string, read: string): boolean {
  return pairs.has(wanted + read) || bare(wanted) === bare(read);
}

function omissionOf(character: string): number {
  if (character === lineBreak) return otherPrice;
  if (character === " ") return spacePrice;
  return isWeighty(character) ? otherPrice : markPrice;
}

/** Letters, digits and meaningful signs: `#`, root's prompt, is not `$`. */
function isWeighty(character: string): boolean {
  return isWord(character) || "#$%@&+*=<>€£".includes(character);
}

function remembered(prices: Map<string, number>, key: string, price: () => number): number {
  let found = prices.get(key);
  if (found === undefined) {
    if (prices.size > 20_000) prices.clear();
    found = price();
    prices.set(key, found);
  }
  return found;
}

/** A letter without its accents. */
function bare(character: string): string {
  return character.normalize("NFD").replaceAll(/\p{M}/gu, "");
}

function pairsOf(sets: readonly string[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set].flatMap((a) => [...set].map((b) => a + b))));
}
