// The kind of target that is text, as people read it on the screen.
import { checkText } from "../../base/check.ts";
import { OptionError } from "../../base/errors.ts";
import { grown } from "../../base/geometry/region.ts";
import { markedUp } from "../mark-up.ts";
import { folded } from "../text/fold.ts";
import { inOtherCase } from "../text/letter-case.ts";
import { checkLookOptions, type LookOptions } from "./look-options.ts";
import type { TargetKind } from "./target-kind.ts";
import { textFinder } from "./text/finder.ts";

/** How a text is looked for. */
export interface TextOptions extends LookOptions {
  /** Languages as tesseract names them, as in `eng` or `deu+eng`. Default `eng`. */
  readonly language?: string | undefined;
}

/** Text to look for; made by `text()`. */
export interface TextTarget extends TextOptions {
  readonly kind: "text";
  readonly text: string | RegExp;
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
      headline: "a text to look for must be a regular expression or a string that is not blank",
      facts: { text: String(text) },
      next: "give a word that is on the screen",
    });
  }
  checkLookOptions(options);
  if (options.language !== undefined) checkLanguage(options.language);
  return { ...options, kind: "text", text };
}

function checkLanguage(language: string): void {
  checkText("language", language, {
    what: "a list of languages as tesseract names them",
    pattern: /^[A-Za-z]\w*(\+[A-Za-z]\w*)*$/,
    example: "eng or deu+eng; tesseract --list-langs shows what is installed",
  });
}

/** Pixels around a text in the comparison: boxes of words are tight, and a letter at their edge may be missed. */
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
  explainMiss({ text }, { best, seen }) {
    const output = seen === undefined ? undefined : `read instead: ${seen.trim() || "nothing"}`;
    if (typeof text !== "string") return { output };
    const facts = { bestRead: best?.text };
    const otherCase = inOtherCase(text, seen ?? "");
    if (otherCase === undefined) return { facts, output };
    const shown = JSON.stringify(otherCase);
    return {
      facts,
      output,
      next: `the screen shows ${shown}: look for that, as upper and lower case count as written`,
    };
  },
  async drawMiss(_target, screen, best) {
    return best && markedUp({ screen, best: grown(best.region, marginPixels) });
  },
};
