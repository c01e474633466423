// A web page as an app of its own: a Chromium window without tabs and an address bar.
import { fileURLToPath } from "node:url";
import { text } from "demotool";
import { expect, test } from "demotool/fixtures";
import { install } from "./install.ts";

test.override("vmOptions", {
  prepare: async (vm) => {
    await install(vm, "chromium");
    await vm.copyIn(fileURLToPath(new URL("counter.html", import.meta.url)), "counter.html");
  },
  prepareKey: "1",
});

test("count in an app window", async ({ vm }) => {
  const flags = ["--no-first-run", "--no-default-browser-check", "--password-store=basic"];
  await vm.exec("setsid", ["--fork", "chromium", ...flags, "--app=file:///home/demo/counter.html"]);
  const app = await vm.windows.waitFor({ title: "Counter: 0" }, { timeout: 300_000 });
  await app.resize({ width: 520, height: 480 });

  await vm.record("count", async () => {
    await vm.step("Count to two", async () => {
      // The buttons of windows look like signs, too: the page's is the lowest.
      const plus = text("+").nth(-1);
      await vm.mouse.click(plus);
      await vm.mouse.click(plus);
      // The window's title has the number, too: a line that is nothing else is the page's.
      await expect(vm).toShowText(/^2$/, { region: app.region });
    });
    await vm.pause(1500);
  });

  await vm.windows.waitFor({ title: "Counter: 2" });
});
