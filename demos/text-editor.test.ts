// Set-up first, then the program to be shown, then a picture of it.
import { expect, test } from "demotool/fixtures";

const poem = "Furuike ya\nkawazu tobikomu\nmizu no oto\n";

test("a text file in the editor", async ({ vm, demo }) => {
  await vm.exec("tee", ["poem.txt"], { input: poem });

  // Commands run inside the desktop session, so a window opens where the viewer sees it.
  await vm.exec("setsid", ["--fork", "mousepad", "poem.txt"]);
  const opened = await vm.exec("sh", ["-c", waitForWindow, "sh", "poem.txt"], { timeout: 120 });
  expect(opened.exitCode).toBe(0);

  const picture = await vm.screenshot("editor");
  expect(picture.path).toBe(demo.path("editor.png"));
});

/** Waits until a window whose title holds the first argument is on the screen. */
const waitForWindow = `
until xwininfo -root -tree | grep -q "\\"[^\\"]*$1"; do sleep 0.5; done
until xwininfo -name "$(xwininfo -root -tree | sed -n "s/.*\\"\\([^\\"]*$1[^\\"]*\\)\\".*/\\1/p" | head -1)" |
  grep -q IsViewable; do sleep 0.5; done`;
