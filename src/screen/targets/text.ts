// The target kind for text on the screen.
import { checkText } from "../../base/check.ts";
import { OptionError } from "../../base/errors.ts";
import { grown } from "../../base/geometry/region.ts";
import { markedUp } from "../mark-up.ts";
import { folded } from "../text/fold.ts";
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
 * case must match; any white space matches any other. Characters that OCR confuses (`l` and `1`, `O` and `0`, kinds of quotation marks) count as nearly the same;
 * another letter makes another text. A regular expression is matched against each line as read.
 *
 * @throws {OptionError} when the text is empty or an option is malformed
 */
export function text(text: string | RegExp, options: TextOptions = {}): TextTarget {
  if (typeof text === "string" ? folded(text) === "" : !(text instanceof RegExp)) {
    throw new OptionError({
      headline: "a text to look for must be a regular expression or a string that is not blank",
      facts: { text: String(text) },
      next: "give a word that is on the screen",
    });
  }
  checkLookOptions(options);
  if (options.language !== undefined) checkLanguage(options.language);
  return refinable({ ...options, kind: "text" as const, text });
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
