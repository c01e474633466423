// The parts of a text that text recognition can confirm.

/** What the default language of the recognition reads: Latin letters, ASCII, and the signs that it takes for those. */
const unreadable = /[^\p{Script=Latin}\x20-\x7e\u2018\u2019\u201c\u201d\u201e\u2010-\u2015\u2026€£¥§°©®]+/u;

/** Signs without a letter or digit between spaces: the recognition leaves them out now and then. */
const lonelySigns = /(?<=^|\s)[^\p{L}\p{N}\s]+(?=\s|$)/gu;

/**
 * The parts of a text to look for on the screen, in their order: its lines, without characters of other scripts and
 * signs that stand alone. Parts with a single letter or digit are left out, unless there are no others: it is not read
 * reliably.
 */
export function readableParts(text: string): readonly string[] {
  const lines = text.normalize("NFC").replaceAll("\u00a0", " ").split(unreadable);
  const parts = lines.flatMap((line) => line.split(lonelySigns)).map((part) => part.trim());
  const longer = parts.filter((part) => lettersIn(part) > 1);
  return longer.length > 0 ? longer : parts.filter((part) => lettersIn(part) === 1);
}

function lettersIn(part: string): number {
  return part.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}
