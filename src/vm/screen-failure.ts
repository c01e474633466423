// Tells what the screen showed instead of what was waited for, and keeps pictures of it.
import type { DemoOutput } from "../base/demo-output.ts";
import { addFacts, describeThrown, type ErrorParts } from "../base/errors.ts";
import type { Frame } from "../base/geometry/frame.ts";
import { log } from "../base/log.ts";
import { toTenths, toThousandths } from "../base/time/round.ts";
import { describeRegion, ScreenError } from "../screen/errors.ts";
import { markedUp } from "../screen/files/mark-up.ts";
import { writePng } from "../screen/files/png.ts";
import { loadReferences } from "../screen/files/reference.ts";
import { grown } from "../screen/regions.ts";
import type { Finder, Match } from "../screen/targets/finder.ts";
import { compareScreen, loadScreen, type ScreenTarget } from "../screen/targets/screen-target.ts";
import type { Target, TextTarget } from "../screen/targets/target.ts";
import { inOtherCase } from "../screen/text/letter-case.ts";
import type { WaitResult } from "../screen/wait.ts";

const lookAtPictures = "look at the saved pictures; if the guest is merely slow, raise the timeout (seconds)";

/** Pixels around a text in the comparison: boxes of words are tight, and a letter at their edge may be missed. */
const textMargin = 6;

/** What failed, from a target and the end of the wait for it. */
export type Failure = (target: Target | ScreenTarget, finder: Finder, result: WaitResult) => ScreenError;

/** A target that did not come. */
export const notFound: Failure = (target, finder, result) => {
  if (target.kind === "screen") return unlike(target, finder, result);
  const headline = `the screen did not show ${finder.what} within ${seconds(result)}`;
  return failure(headline, finder, result, target.kind === "text" ? readInstead(target, result) : {});
};

/** A target that was to click on, and did not come or did not stand still. */
export const notStill: Failure = (target, finder, result) => {
  if (!result.look.sighting.found) return notFound(target, finder, result);
  return failure(`${finder.what} did not stand still within ${seconds(result)}`, finder, result);
};

/** A target that did not go. */
export const notGone: Failure = (target, finder, result) =>
  target.kind === "screen"
    ? failure(`the screen still looks like its reference ${target.name}`, finder, result, aboutReference(target))
    : failure(`the screen still showed ${finder.what} after ${seconds(result)}`, finder, result);

/** A screen that did not stand still. */
export function notQuiet(quiet: number, timeout: number): ScreenError {
  return new ScreenError({
    headline: `the screen did not stand still for ${quiet} s within ${timeout} s`,
    facts: { quietSeconds: quiet, timeoutSeconds: timeout },
    next: "give the region that matters, or name the parts to ignore",
  });
}

/** A screen that stood still. */
export function noChange(timeout: number): ScreenError {
  return new ScreenError({
    headline: `the screen did not change within ${timeout} s`,
    facts: { timeoutSeconds: timeout },
    next: lookAtPictures,
  });
}

/** What to draw beside the screen. */
export interface Comparison {
  readonly target: Target | ScreenTarget;
  readonly best: Match | undefined;
}

/**
 * Saves the screen, and the comparison with the target if there was one, in the demo's directory, names the files in the
 * error, and returns it. What goes wrong with that is only logged.
 */
export async function withPictures(
  error: ScreenError,
  screen: Frame,
  output: DemoOutput,
  comparison?: Comparison,
): Promise<ScreenError> {
  const path = newPath(output);
  if (path === undefined) return error;
  const files = {
    screen: await save(output, path, "The screen, when a wait for it failed", async () => screen),
    comparison:
      comparison &&
      (await save(output, comparisonPath(path), "What was looked for, beside what was there", () =>
        draw(screen, comparison),
      )),
  };
  addFacts(error, files);
  Object.assign(error, { files: Object.values(files).filter((file) => file !== undefined) });
  return error;
}

/** The path for the picture of the screen; undefined where the demo's directory cannot be made. */
function newPath(output: DemoOutput): string | undefined {
  try {
    return output.newPath("not-as-expected", "png");
  } catch (error) {
    notSaved(output.directory, error);
    return undefined;
  }
}

/** Beside the picture of the screen, by its name: waits without a comparison take a number too. */
function comparisonPath(screen: string): string {
  return screen.replace(/\.png$/, "-comparison.png");
}

/** Writes a picture and shows it; undefined where there is none or it cannot be written. */
async function save(
  output: DemoOutput,
  path: string,
  title: string,
  draw: () => Promise<Frame | undefined>,
): Promise<string | undefined> {
  try {
    const picture = await draw();
    if (!picture) return undefined;
    await writePng(path, picture);
    output.publish?.({ path, title, contentType: "image/png" });
    return path;
  } catch (error) {
    notSaved(path, error);
    return undefined;
  }
}

function notSaved(path: string, error: unknown): void {
  log.warn("a picture of the screen could not be saved", { path, reason: describeThrown(error) });
}

/** A screen that does not look like its reference. */
function unlike(target: ScreenTarget, finder: Finder, result: WaitResult): ScreenError {
  const { facts } = aboutReference(target);
  return failure(`the screen does not look like its reference ${target.name}`, finder, result, {
    facts,
    output: result.look.sighting.seen,
    next: "look at the saved pictures; if the new look is right, update the reference with `vitest -u`",
  });
}

function aboutReference({ path }: ScreenTarget): Details {
  return { facts: { reference: path } };
}

/** What was read where a text was looked for. */
function readInstead({ text }: TextTarget, { look: { sighting } }: WaitResult): Details {
  const { best, seen } = sighting;
  const output = seen === undefined ? undefined : `read instead: ${seen.trim() || "nothing"}`;
  if (typeof text !== "string") return { output };
  const facts = { bestRead: best?.text };
  const otherCase = inOtherCase(text, seen ?? "");
  if (otherCase === undefined) return { facts, output };
  const next = `the screen shows ${JSON.stringify(otherCase)}: look for that, as upper and lower case count as written`;
  return { facts, output, next };
}

/** What one kind of failure says besides what all say. */
interface Details {
  readonly facts?: ErrorParts["facts"];
  readonly output?: string | undefined;
  /** Default: to look at the pictures. */
  readonly next?: string;
}

function failure(
  headline: string,
  { what }: Finder,
  { look, looks, waited }: WaitResult,
  { facts, output, next = lookAtPictures }: Details = {},
): ScreenError {
  const { best } = look.sighting;
  return new ScreenError(
    {
      headline,
      facts: {
        lookedFor: what,
        bestSimilarity: best && toThousandths(best.similarity),
        bestPlace: best && describeRegion(best),
        ...facts,
        variant: best?.variant,
        looks,
        waitedSeconds: toTenths(waited),
      },
      ...(output !== undefined && { output }),
      next,
    },
    best,
  );
}

function seconds({ waited }: WaitResult): string {
  return `${waited.toFixed(1)} s`;
}

async function draw(screen: Frame, { target, best }: Comparison): Promise<Frame | undefined> {
  if (target.kind === "text") return best && markedUp({ screen, best: grown(best.region, textMargin) });
  if (target.kind === "screen") {
    const reference = await loadScreen(target);
    return markedUp({ expected: reference.picture, screen, different: compareScreen(reference, screen).different });
  }
  const references = await loadReferences(target.path);
  const reference = references.find(({ path }) => path === best?.variant) ?? references[0];
  return reference && markedUp({ expected: reference.picture, screen, best: best?.region });
}
