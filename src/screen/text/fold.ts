// Brings texts that only differ in form into one: white space, and marks that have several shapes.

const shapes: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201A\u2032\u00B4]/gu, "'"],
  [/[\u201C\u201D\u201E\u2033]/gu, '"'],
  [/[\u2010-\u2015\u2212]/gu, "-"],
  [/\u2026/gu, "..."],
  [/\uFB01/gu, "fi"],
  [/\uFB02/gu, "fl"],
];

/** White space as single spaces, none at the ends; quotation marks and dashes in their plain shape; ligatures undone. */
export function folded(text: string): string {
  return shapes
    .reduce((changed, [shape, plain]) => changed.replaceAll(shape, plain), text)
    .normalize("NFC")
    .replaceAll(/\s+/gu, " ")
    .trim();
}
