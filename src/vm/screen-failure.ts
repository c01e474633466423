// Tells what the screen showed instead of what was waited for, and keeps pictures of it.
import { addFacts, describeThrown } from "../base/errors.ts";
import type { Frame } from "../base/frame.ts";
import { log } from "../base/log.ts";
import { describeRegion, ScreenError } from "../screen/errors.ts";
import type { Finder, Match } from "../screen/finder.ts";
import { markedUp } from "../screen/mark-up.ts";
import { writePicture } from "../screen/picture.ts";
import { loadReferences } from "../screen/reference.ts";
import { compareScreen, loadScreen, type ScreenTarget } from "../screen/screen-target.ts";
import type { Target } from "../screen/target.ts";
import type { WaitResult } from "../screen/wait.ts";
import type { DemoOutput } from "./output.ts";

const lookAtPictures = "look at the saved pictures; if the guest is merely slow, raise the timeout (seconds)";

/** What failed, from a target and the end of the wait for it. */
export type Failure = (target: Target | ScreenTarget, finder: Finder, result: WaitResult) => ScreenError;

/** A target that did not come. */
export const notFound: Failure = (target, finder, result) => {
  const { seen } = result.look.sighting;
  const output = target.kind === "text" && seen !== undefined ? `read instead: ${seen.trim() || "nothing"}` : seen;
  return failure(`the screen did not show ${finder.what} within ${seconds(result)}`, finder, result, output);
};

/** A target that was to click on, and did not come or did not stand still. */
export const notStill: Failure = (target, finder, result) => {
  if (!result.look.sighting.found) return notFound(target, finder, result);
  return failure(`${finder.what} did not stand still within ${seconds(result)}`, finder, result);
};

/** A target that did not go. */
export const notGone: Failure = (_target, finder, result) =>
  failure(`the screen still showed ${finder.what} after ${seconds(result)}`, finder, result);

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
  const files = {
    screen: await save(output, "not-as-expected", "The screen, when a wait for it failed", async () => screen),
    comparison:
      comparison &&
      (await save(output, "not-as-expected-comparison", "What was looked for, beside what was there", () =>
        draw(screen, comparison),
      )),
  };
  addFacts(error, files);
  Object.assign(error, { files: Object.values(files).filter((file) => file !== undefined) });
  return error;
}

/** Writes a picture into the demo's directory and shows it; undefined where there is none or it cannot be written. */
export async function save(
  output: DemoOutput,
  name: string,
  title: string,
  draw: () => Promise<Frame | undefined>,
): Promise<string | undefined> {
  try {
    const picture = await draw();
    if (!picture) return undefined;
    const path = output.newPath(name, "png");
    await writePicture(path, picture);
    output.publish?.({ path, title, contentType: "image/png" });
    return path;
  } catch (error) {
    log.warn("a picture of the screen could not be saved", { name, reason: describeThrown(error) });
    return undefined;
  }
}

function failure(
  headline: string,
  { what }: Finder,
  { look, looks, waited }: WaitResult,
  output?: string | undefined,
): ScreenError {
  const { best } = look.sighting;
  return new ScreenError(
    {
      headline,
      facts: {
        lookedFor: what,
        bestSimilarity: best && Math.round(best.similarity * 1000) / 1000,
        bestPlace: best && describeRegion(best),
        variant: best?.variant,
        looks,
        waitedSeconds: Math.round(waited * 10) / 10,
      },
      ...(output !== undefined && { output }),
      next: lookAtPictures,
    },
    best,
  );
}

function seconds({ waited }: WaitResult): string {
  return `${waited.toFixed(1)} s`;
}

async function draw(screen: Frame, { target, best }: Comparison): Promise<Frame | undefined> {
  if (target.kind === "text") return best && markedUp({ screen, best: best.region });
  if (target.kind === "screen") {
    const reference = await loadScreen(target);
    return markedUp({ expected: reference.picture, screen, different: compareScreen(reference, screen).different });
  }
  const references = await loadReferences(target.path);
  const reference = references.find(({ path }) => path === best?.variant) ?? references[0];
  return reference && markedUp({ expected: reference.picture, screen, best: best?.region });
}
