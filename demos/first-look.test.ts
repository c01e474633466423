// The smallest demo: a fresh desktop, a command in it, two screenshots.
import { expect, test } from "demotool/fixtures";

test("a fresh desktop", async ({ vm }) => {
  // The body starts when the desktop is really there: panel, icons, and nothing left to draw.
  const screenshot = await vm.screenshot("desktop");
  expect([screenshot.width, screenshot.height]).toEqual([1280, 800]);
});

test("commands run as the demo user", async ({ vm }) => {
  // The second test of a file sees the same VM; its files go to a directory of its own.
  const { stdout } = await vm.exec("whoami");
  expect(stdout).toBe("demo\n");

  const administrator = await vm.exec("whoami", [], { user: "root" });
  expect(administrator.stdout).toBe("root\n");
});
