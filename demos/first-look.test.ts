// The smallest demo: a fresh desktop, a command in it, two screenshots.
import { expect, test } from "demotool/fixtures";

test("a fresh desktop", async ({ vm }) => {
  // The body starts when the desktop is complete: panel, icons, and nothing left to draw.
  const screenshot = await vm.screenshot("desktop");
  expect([screenshot.width, screenshot.height]).toEqual([1280, 800]);
});

test("commands run as the demo user", async ({ vm }) => {
  // All tests of a file share the VM; each has its own directory for files.
  const { stdout } = await vm.exec("whoami");
  expect(stdout).toBe("demo\n");

  const administrator = await vm.exec("whoami", [], { user: "root" });
  expect(administrator.stdout).toBe("root\n");
});
