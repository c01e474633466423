// Makes targets of texts: refuses what cannot be looked for before anything is done.
import { OptionError } from "../../base/errors.ts";
import { folded } from "../text/fold.ts";
import { checkLookOptions } from "./image-target.ts";
import type { LookOptions, TextTarget } from "./target.ts";

/** How a text is looked for. */
export interface TextOptions extends LookOptions {
  /** Languages as tesseract names them, as in `eng` or `deu+eng`. Default `eng`. */
  readonly language?: string | undefined;
}

/**
 * A text to look for, as people see it: read from the screen by tesseract (docs/targets.md).
 *
 * A string is found where a line holds it, upper and lower case as written, any white space standing for any other. It
 * may be part of a word. Characters that reading confuses (`l` and `1`, `O` and `0`, kinds of quotation marks) count as
 * nearly the same; another letter makes another text. A regular expression is tried on each line as it was read.
 *
 * @throws {OptionError} when the text is empty or an option is malformed
 */
export function text(text: string | RegExp, options: TextOptions = {}): TextTarget {
  if (typeof text === "string" ? folded(text) === "" : !(text instanceof RegExp)) {
    throw new OptionError({
      headline: "a text to look for must be a string with more than white space, or a regular expression",
      facts: { text: String(text) },
      next: "name a word that stands on the screen",
    });
  }
  checkLookOptions(options);
  if (options.language !== undefined) checkLanguage(options.language);
  return { ...options, kind: "text", text };
}

function checkLanguage(language: string): void {
  if (typeof language === "string" && /^[A-Za-z]\w*(\+[A-Za-z]\w*)*$/.test(language)) return;
  throw new OptionError({
    headline: "option language is malformed",
    facts: { language: String(language) },
    next: "name languages as tesseract does, as in eng or deu+eng; tesseract --list-langs shows what is installed",
  });
}
