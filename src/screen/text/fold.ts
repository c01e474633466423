// Normalises white space, quotation marks, dashes and ligatures, so that texts compare equal.

const shapes: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201A\u2032\u00B4]/gu, "'"],
  [/[\u201C\u201D\u201E\u2033]/gu, '"'],
  [/[\u2010-\u2015\u2212]/gu, "-"],
  [/\u2026/gu, "..."],
  [/\uFB01/gu, "fi"],
  [/\uFB02/gu, "fl"],
];

/** Bullets and check boxes before words: reading leaves them out, or takes them for letters. */
const bullets = /(?<=^|\s)[\u2022\u2023\u2043\u25A0-\u25AA\u25CB\u25CF\u25E6\u2610-\u2612\u2713\u2714]\s+(?=\S)/gu;

/** Collapses and trims white space, drops bullets, and replaces quotation marks, dashes and ligatures by plain characters. */
export function folded(text: string): string {
  return shapes
    .reduce((changed, [shape, plain]) => changed.replaceAll(shape, plain), text)
    .normalize("NFC")
    .replaceAll(bullets, "")
    .replaceAll(/\s+/gu, " ")
    .trim();
}
