// The target kind for text on the screen.
import { checkText } from "../../base/check.ts";
import { OptionError } from "../../base/errors.ts";
import { grown } from "../../base/geometry/region.ts";
import { isVisible } from "../../base/text.ts";
import { markedUp } from "../mark-up.ts";
import type { AnyTarget } from "./any-target.ts";
import { checkLookOptions, type LookOptions } from "./look-options.ts";
import { type Refinable, refinable } from "./refine/refinable.ts";
import type { TargetKind } from "./target-kind.ts";
import { explainTextMiss } from "./text/explain.ts";
import { textFinder } from "./text/finder.ts";

/** Options of a text target. */
export interface TextOptions extends LookOptions {
  /** Languages as tesseract names them, as in `eng` or `deu+eng`. Default `eng`. */
  readonly language?: string | undefined;
}

/** A text to look for; made by `text()`. */
export interface TextTarget extends TextOptions, AnyTarget, Refinable {
  readonly kind: "text";
  readonly text: string | RegExp;
}

/**
 * A text to look for, as read from the screen by tesseract (docs/targets.md).
 *
 * A string matches any part of a line, also of a word, but not of a number: `2` is not found in `2026`. Upper and lower
 * case must match; any white space matches any other. Characters that OCR confuses (`l` and `1`, `O` and `0`, kinds of
 * quotation marks) count as nearly the same; another letter makes another text. A regular expression is matched against
 * each line as read, and each paragraph.
 *
 * @throws {OptionError} when the text is empty, blank or longer than 1000 characters, or an option is malformed
 */
export function text(text: string | RegExp, options: TextOptions = {}): TextTarget {
  checkWanted(text);
  checkLookOptions(options);
  const { language, region, similarity } = options;
  if (language !== undefined) checkLanguage(language);
  return refinable({ kind: "text" as const, text, language, region, similarity });
}

/** The longest text in characters: comparing a longer one with each line holds up recordings. */
const longestText = 1000;

function checkWanted(text: unknown): void {
  if (text instanceof RegExp) {
    if (text.source === emptyPattern) throw unfit("must not be an empty regular expression", text);
    return;
  }
  if (typeof text !== "string" || !isVisible(text))
    throw unfit("must be a regular expression or a string that is not blank", text);
  if (text.length > longestText) throw unfit(`must have at most ${longestText} characters`, text);
}

/** The source of `new RegExp("")`. */
const emptyPattern = "(?:)";

function unfit(flaw: string, text: unknown): OptionError {
  const characters = typeof text === "string" ? text.length : undefined;
  return new OptionError({
    headline: `a text to look for ${flaw}`,
    facts: { text: String(text), characters },
    next: "give a word that is on the screen",
  });
}

function checkLanguage(language: string): void {
  checkText("language", language, {
    what: "a list of languages as tesseract names them",
    pattern: /^[A-Za-z]\w*(\+[A-Za-z]\w*)*$/,
    example: "eng or deu+eng; tesseract --list-langs shows what is installed",
  });
}

/** Pixels around a text in the comparison: word boxes are tight and may miss a letter at their edge. */
const marginPixels = 6;

/** Texts: tesseract reads them from the screen. */
export const textKind: TargetKind<TextTarget> = {
  kind: "text",
  async createFinder({ text, language }, options) {
    return textFinder(text, language, options);
  },
  describe({ text }) {
    return typeof text === "string" ? { kind: "text", text } : { kind: "text", pattern: String(text) };
  },
  explainMiss({ text }, sighting) {
    return explainTextMiss(text, sighting);
  },
  async drawMiss(_target, screen, best) {
    return best && markedUp({ screen, best: grown(best.region, marginPixels) });
  },
};
