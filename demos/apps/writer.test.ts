// A letter in LibreOffice Writer: typed, partly bold, saved, and exported as a PDF file.
import { text } from "demotool";
import { expect, test } from "demotool/fixtures";
import { install } from "./install.ts";

/** For programs that start without KVM, and their answers. */
const slow = { timeout: 300_000 };

test.override("vmOptions", {
  prepare: async (vm) => {
    await install(vm, "libreoffice-writer", "libreoffice-gtk3", "unzip", "poppler-utils");
    await vm.exec("setsid", ["--fork", "libreoffice", "--writer", "--norestore"]);
    await vm.windows.waitFor({ title: /LibreOffice Writer/ }, slow);
  },
  prepareKey: "1",
});

test("write a letter", async ({ vm }) => {
  await vm.record("letter", async () => {
    await vm.step("Close what the first start shows", async () => {
      await vm.windows.waitFor({ title: /^Tip of the Day/ }, slow);
      await vm.mouse.click(text("Show tips on startup"));
      await vm.mouse.click(text("OK"));
      await vm.windows.waitForGone({ title: /^Tip of the Day/ });
      // The bar of a new version: its cross is beside its button.
      await vm.mouse.click(text("Release Notes").rightOf(23));
      await expect(vm).not.toShowText("Release Notes");
    });
    await vm.step("Write", async () => {
      await vm.keyboard.type("Dear Ada,\n\nthe engine is ");
      await vm.keyboard.press("Control+B");
      await vm.keyboard.type("ready");
      await vm.keyboard.press("Control+B");
      await vm.keyboard.type(".\n");
    });
    await vm.step("Save", async () => {
      await vm.keyboard.press("Control+S");
      await vm.windows.waitFor({ title: "Save" }, slow);
      await vm.keyboard.type("letter.odt\n");
      await vm.windows.waitFor({ title: /^letter\.odt/ }, slow);
    });
    await vm.step("Export as PDF", async () => {
      await vm.mouse.click(text("File"));
      await vm.mouse.click(text("Export As"));
      await vm.mouse.click(text("Export Directly as PDF"));
      await vm.windows.waitFor({ title: /Export|Save/ }, slow);
      await vm.keyboard.press("Enter");
      await expect
        .poll(async () => (await vm.exec("pdftotext", ["Documents/letter.pdf", "-"], { reject: false })).stdout, slow)
        .toContain("the engine is ready.");
    });
    await vm.pause(1500);
  });

  const { stdout } = await vm.exec("unzip", ["-p", "Documents/letter.odt", "content.xml"]);
  expect(stdout).toContain('fo:font-weight="bold"');
  expect(stdout).toMatch(/the engine is <text:span[^>]*>ready<\/text:span>\./);
});
