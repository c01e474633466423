// What reading a screen takes for something else: the price of each mistake when texts are compared.

/** The price of taking a character for one that looks like it. */
const alikePrice = 0.2;

/** The price of another letter, digit or sign, and of one too many or too few: it makes another word. */
const otherPrice = 2;

/** The price of a lost, added or changed mark, such as a dot or a quotation mark. */
const markPrice = 0.5;

/** The price of a space that was read where there is none, or not read where there is one. */
const spacePrice = 0.1;

/** Characters that look alike on a screen, some only in some fonts. No two digits: another number is another text. */
const families = ["lI1|!i", "lL", "O0oQ©®", "S5", "B8", "Bß", "Z2", "G6", "'\"`°", "-_~", ".,", ":;", "{([", "})]"];

const pairs = new Set(families.flatMap((family) => [...family].flatMap((a) => [...family].map((b) => a + b))));

/** Two characters that are read as one, or one as two. */
const merged = new Set(["rn m", "vv w", "cl d", "ii ü", "'' \""]);

/** Prices that were asked for before: a screen has few different characters, and each is compared thousands of times. */
const known = { substitutions: new Map<string, number>(), omissions: new Map<string, number>() };

/** The price of reading `read` where `wanted` stands. */
export function substitution(wanted: string, read: string): number {
  return wanted === read ? 0 : remembered(known.substitutions, wanted + read, () => substitutionOf(wanted, read));
}

/** The price of a character that was not read, or was read and is not there. */
export function omission(character: string): number {
  return remembered(known.omissions, character, () => omissionOf(character));
}

/** The price of two characters read as one, or one read as two; infinite where they do not look alike. */
export function merger(two: string, one: string): number {
  return merged.has(`${two} ${one}`) ? alikePrice : Number.POSITIVE_INFINITY;
}

/** Whether it is a letter or a digit. */
export function isWord(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}

function substitutionOf(wanted: string, read: string): number {
  if (pairs.has(wanted + read) || bare(wanted) === bare(read)) return alikePrice;
  return isWeighty(wanted) || isWeighty(read) ? otherPrice : markPrice;
}

function omissionOf(character: string): number {
  if (character === " ") return spacePrice;
  return isWeighty(character) ? otherPrice : markPrice;
}

/** Letters and digits, and the signs that mean something: a root's prompt is not a user's. */
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
