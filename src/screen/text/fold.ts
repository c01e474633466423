// Normalises white space, quotation marks, dashes and ligatures, so that texts compare equal.

const shapes: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201A\u2032\u00B4]/gu, "'"],
  [/[\u201C\u201D\u201E\u2033]/gu, '"'],
  [/[\u2010-\u2015\u2212]/gu, "-"],
  [/\u2026/gu, "..."],
  [/\uFB01/gu, "fi"],
  [/\uFB02/gu, "fl"],
];

/** Collapses and trims white space, and replaces quotation marks, dashes and ligatures by plain characters. */
export function folded(text: string): string {
  return shapes
    .reduce((changed, [shape, plain]) => changed.replaceAll(shape, plain), text)
    .normalize("NFC")
    .replaceAll(/\s+/gu, " ")
    .trim();
}
