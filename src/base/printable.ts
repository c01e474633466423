// Makes text from guests, servers and programs safe to show in a terminal, an error or a file.

/**
 * Control sequences (ECMA-48), control strings such as a window's title, and other escape sequences. Their bodies
 * exclude control characters, so that hostile text takes no more than linear time.
 */
const sequences =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\0-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g;

/** Control characters but for line feeds and tabs, other line separators, and what changes the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A text without escape sequences and other control characters, but for line feeds and tabs. */
export function printable(text: string): string {
  return text.replaceAll(sequences, "").replaceAll(controls, "");
}

/** Like {@link printable}, on one line of at most `longest` characters; a note says how many more there were. */
export function printableLine(text: string, longest: number): string {
  const [first = "", ...rest] = printable(beginning(text, longest)).split("\n");
  if (rest.length === 0) return first;
  // Trimmed line by line: a pattern for the space around a line feed takes quadratic time for long runs of spaces.
  const lines = [first.trimEnd(), ...rest.map((line) => line.trim())];
  return lines.filter((line, index) => line !== "" || index === 0).join(" ");
}

/** Like {@link printable}, with at most the first `longest` characters; a note says how many more there were. */
export function printableStart(text: string, longest: number): string {
  return printable(beginning(text, longest));
}

/** Like {@link printable}, with at most the last `longest` characters; a note says how many more there were. */
export function printableEnd(text: string, longest: number): string {
  const cut = text.length - longest;
  return printable(cut > 0 ? `(${cut} characters cut) …${text.slice(cut)}` : text);
}

function beginning(text: string, longest: number): string {
  const cut = text.length - longest;
  return cut > 0 ? `${text.slice(0, longest)}… (${cut} characters cut)` : text;
}
