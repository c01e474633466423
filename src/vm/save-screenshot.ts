// Writes a screenshot of a VM into its demo's directory.
import { relative } from "node:path";
import type { DemoOutput } from "../base/demo-output.ts";
import type { Actor } from "../base/journal/actor.ts";
import { writePng } from "../screen/files/png.ts";
import type { SavedScreenshot } from "../screen/screenshot.ts";
import type { Screen } from "./screen.ts";

/** What a screenshot is made of and for. */
export interface ScreenshotSource {
  readonly screen: Screen;
  readonly demo: DemoOutput;
}

/** Runs `vm.screenshot`. */
export async function saveScreenshot(
  { screen, demo }: ScreenshotSource,
  actor: Actor,
  name: string,
): Promise<SavedScreenshot> {
  return actor.act({ kind: "screenshot", details: { name } }, async (action) => {
    const screenshot = await screen.capture();
    const path = demo.newPath(name, "png");
    await writePng(path, screenshot);
    action.add({ path: relative(demo.directory, path) });
    return Object.assign(screenshot, { path });
  });
}
