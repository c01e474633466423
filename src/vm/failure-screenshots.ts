// Saves screenshots of a failed wait.
import type { DemoOutput } from "../base/demo-output.ts";
import { addFacts, describeThrown } from "../base/errors.ts";
import type { Frame } from "../base/geometry/frame.ts";
import { log } from "../base/log.ts";
import type { AmbiguousTargetError, ScreenError } from "../screen/errors.ts";
import { writePng } from "../screen/files/png.ts";

/**
 * Saves the screen, and the comparison with the target if there is one, in the demo's directory; names the files in the
 * error and returns it. A file that cannot be saved is logged.
 */
export async function withScreenshots<E extends ScreenError | AmbiguousTargetError>(
  error: E,
  screen: Frame,
  output: DemoOutput,
  drawComparison?: () => Promise<Frame | undefined>,
): Promise<E> {
  const path = newPath(output);
  if (path === undefined) return error;
  const files = {
    screen: await save(output, path, "Screen of the failed wait", async () => screen),
    comparison:
      drawComparison &&
      (await save(output, comparisonPath(path), "Comparison of the target with the screen", drawComparison)),
  };
  addFacts(error, files);
  Object.assign(error, { files: Object.values(files).filter((file) => file !== undefined) });
  return error;
}

/** The path of the screenshot; undefined if the demo's directory cannot be created. */
function newPath(output: DemoOutput): string | undefined {
  try {
    return output.newPath("not-as-expected", "png", { own: true });
  } catch (error) {
    notSaved(output.directory, error);
    return undefined;
  }
}

/** The path of the comparison, beside the screenshot and named after it. */
function comparisonPath(screen: string): string {
  return screen.replace(/\.png$/, "-comparison.png");
}

/** Writes a frame and publishes the file; undefined if there is no frame or it cannot be written. */
async function save(
  output: DemoOutput,
  path: string,
  title: string,
  draw: () => Promise<Frame | undefined>,
): Promise<string | undefined> {
  try {
    const frame = await draw();
    if (!frame) return undefined;
    await writePng(path, frame);
    output.publish?.({ path, title, contentType: "image/png" });
    return path;
  } catch (error) {
    notSaved(path, error);
    return undefined;
  }
}

function notSaved(path: string, error: unknown): void {
  log.warn("could not save a screenshot", { path, reason: describeThrown(error) });
}
