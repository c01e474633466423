// The demo that a round's runs test.
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Place } from "../round/place.ts";

/** Writes the round's demo. */
export async function replaceDemo(
  { directory, project }: Pick<Place, "directory" | "project">,
  text: string,
): Promise<void> {
  // The name is the VM's too.
  await writeFile(join(project, "demos", `${basename(directory)}.test.ts`), text);
}

/** The demo of a run that is hit: uses the screen, the agent, OCR, files in both directions, and a recording. */
export const fullDemo = `
import { text } from "demotool";
import { expect, test } from "demotool/fixtures";
test("one", async ({ vm, demo }) => {
  await vm.record("take", async () => {
    await vm.step("look", () => vm.screenshot("screen"));
    expect((await vm.exec("echo", ["hello"])).stdout).toBe("hello\\n");
    await vm.copyIn("package.json", "/tmp/there");
    await vm.copyOut("/tmp/there", demo.directory + "/back.json");
    await vm.step("read", () => vm.screen.waitFor(text("demotool tiny linux is up"), { timeout: 10_000 }));
  });
});
`;

/** The demo of the next run, which shows that a VM starts and works, and a video is recorded. */
export const shortDemo = `
import { expect, test } from "demotool/fixtures";
test("one", async ({ vm }) => {
  await vm.record("take", async () => {
    expect((await vm.exec("echo", ["hello"])).stdout).toBe("hello\\n");
  });
});
`;
