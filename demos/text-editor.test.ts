// Prepares a file, opens it in a program, and takes a screenshot.
import { expect, test } from "demotool/fixtures";

const poem = "Furuike ya\nkawazu tobikomu\nmizu no oto\n";

test("a text file in the editor", async ({ vm, demo }) => {
  await vm.exec("tee", ["poem.txt"], { input: poem });

  // Commands run inside the desktop session, so their windows open on the visible desktop.
  await vm.exec("setsid", ["--fork", "mousepad", "poem.txt"]);
  await expect(vm).toShowText("kawazu tobikomu", { timeout: 120_000 });

  const screenshot = await vm.screenshot("editor");
  expect(screenshot.path).toBe(demo.path("editor.png"));
});
