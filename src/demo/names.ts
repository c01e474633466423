// Turns the names of tests, files and demos into names of directories and domains.
import slugify from "@sindresorhus/slugify";
import { OptionError } from "../base/errors.ts";
import { digestOf } from "../base/files/digest.ts";

/**
 * Overlays, sockets and their directories carry the name: UNIX socket paths end at 107 characters (unix(7)) and file
 * names at 255 bytes.
 */
const maxSlugLength = 60;

const digestLength = 8;

/**
 * A name as lower-case ASCII words with hyphens: "Größe ändern!" becomes `groesse-aendern`, "C++" `c-plus-plus`. Where
 * that loses letters, the end is a digest of the whole, so that different names stay different: for letters without a
 * Latin form ("日本語 2" is `2-<digest>`, "日本語" is `name-<digest>`) and for more than 60 characters.
 *
 * @throws {OptionError} code `DEMO_NAME` when nothing usable is left
 */
export function slug(name: string): string {
  const words = slugify(spelt(name), { decamelize: false });
  if (words === "" && !/[\p{L}\p{N}]/u.test(name)) {
    throw new OptionError(
      {
        headline: "a demo's name needs at least one letter or digit",
        facts: { name: name.slice(0, 100) },
        next: "give the test or demo a name with a letter or a digit in it",
      },
      "DEMO_NAME",
    );
  }
  if (words.length <= maxSlugLength && !losesLetters(name)) return words;
  return `${words.slice(0, maxSlugLength - digestLength - 1).replace(/-$/, "") || "name"}-${digestOf(name, digestLength)}`;
}

/** Spells out signs that belong to the word before them: "C++" is `C plus plus`. */
export function spelt(name: string): string {
  return name.replaceAll(/(?<=[\p{L}\p{N}])(\++|#)(?![\p{L}\p{N}])/gu, (signs) =>
    signs === "#" ? " sharp" : " plus".repeat(signs.length),
  );
}

/** Drops letters of scripts without a transliteration, such as Japanese. */
function losesLetters(name: string): boolean {
  return [...new Set(name)].some((letter) => /[\p{L}\p{N}]/u.test(letter) && slugify(letter) === "");
}

/** The domain of a demo: `demo-<slug>`. */
export function demoDomainName(name: string): string {
  return `demo-${slug(name)}`;
}

/** The domain of a test file, from its path below the root: `a/login.test.ts` becomes `demo-a-login`. */
export function domainName(fileBelowRoot: string): string {
  return demoDomainName(fileSlug(fileBelowRoot));
}

/** A test file's path below the root as a slug, without `.test.ts`, `.spec.mts` and the like. */
export function fileSlug(fileBelowRoot: string): string {
  return slug(fileBelowRoot.replace(/(\.(test|spec|demo))?\.[cm]?[jt]sx?$/, "").replaceAll(/[/\\]/g, " "));
}

/**
 * The name of a demo file, from its path below the root: `demos/login.test.ts` is `login`, `a/login.test.ts` is
 * `a-login`. The directory `demos/` is the usual place, and is left out.
 */
export function demoName(pathBelowRoot: string): string {
  return fileSlug(pathBelowRoot.replace(/^demos\//, ""));
}

/** The output directory of a test, from the names of its suites and its own: `suite-install-flow`. */
export function directoryName(testNames: readonly string[]): string {
  return slug(testNames.join(" "));
}
