// Texts of users and guests, made safe for one line of a file, a log or a terminal.

/** Control characters (C0, DEL, C1), including the terminal's escape character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const controls = /[\0-\x1f\x7f-\x9f]/g;

/** Whether a text has more than white space, control characters, format characters and halves of surrogate pairs. */
export function isVisible(text: string): boolean {
  return /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}]/u.test(text);
}

/**
 * Returns a text as one line of valid Unicode: white space becomes single spaces, and each other control character and
 * each half of a surrogate pair becomes U+FFFD.
 */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().replaceAll(controls, "\u{fffd}").toWellFormed();
}
