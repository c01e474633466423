// A form on a web page, filled in with Firefox. The page is a file: the demo needs no network.
import { fileURLToPath } from "node:url";
import { text } from "demotool";
import { expect, test } from "demotool/fixtures";
import { install } from "./install.ts";

/** Keeps Firefox from showing its first-run pages (https://mozilla.github.io/policy-templates/). */
const policies = {
  policies: {
    DisableTelemetry: true,
    DontCheckDefaultBrowser: true,
    NoDefaultBookmarks: true,
    OverrideFirstRunPage: "",
    OverridePostUpdatePage: "",
    UserMessaging: { WhatsNew: false, SkipOnboarding: true, FirefoxLabs: false },
    Preferences: {
      "browser.aboutwelcome.enabled": { Value: false },
      "browser.download.alwaysOpenPanel": { Value: false },
    },
  },
};

test.override("vmOptions", {
  prepare: async (vm) => {
    await install(vm, "firefox-esr");
    await vm.exec("install", ["-D", "/dev/stdin", "/etc/firefox/policies/policies.json"], {
      user: "root",
      input: JSON.stringify(policies),
    });
    await vm.copyIn(fileURLToPath(new URL("shop.html", import.meta.url)), "shop.html");
    await vm.exec("setsid", ["--fork", "firefox-esr", "shop.html"]);
    await vm.screen.waitFor(text("Drink"), { timeout: 300_000 });
  },
  prepareKey: "1",
});

test("order a coffee", async ({ vm }) => {
  // The tab and the window's title say so, too: the page's heading is the lowest.
  const heading = await vm.screen.waitFor(text("Coffee shop").nth(-1));
  expect(heading.region.height).toBeGreaterThan(20);

  await vm.record("order", async () => {
    await vm.step("Fill in the form", async () => {
      await vm.mouse.click(text("Name").rightOf(150));
      await vm.keyboard.type("Zoë Müller");
      await vm.keyboard.press("Tab");
      await vm.keyboard.type("café crème — 3 €");
    });
    await vm.step("Send the order", async () => {
      await vm.mouse.click(text("Order"));
      await expect(vm).toShowText(/^Thank you/);
      await vm.pause(1500);
    });
  });

  const order = async () => (await vm.exec("cat", ["Downloads/order.txt"], { reject: false })).stdout;
  await expect.poll(order, { timeout: 30_000 }).toBe("Zoë Müller: café crème — 3 €\n");
});
