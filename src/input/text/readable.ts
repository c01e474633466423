// The parts of a text that text recognition can confirm.

/** What the default language of the recognition reads: Latin letters, ASCII, and the signs that it takes for those. */
const unreadable = /[^\p{Script=Latin}\x20-\x7e\u2018\u2019\u201c\u201d\u201e\u2010-\u2015\u2026€£¥§°©®]+/u;

/**
 * The parts of a text to look for on the screen, in their order: its lines, without characters of other scripts. Parts
 * without a letter or digit are left out, as a sign alone is not read reliably.
 */
export function readableParts(text: string): readonly string[] {
  const parts = text.normalize("NFC").replaceAll("\u00a0", " ").split(unreadable);
  return parts.map((part) => part.trim()).filter((part) => /[\p{L}\p{N}]/u.test(part));
}
