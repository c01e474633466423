// A text in a Qt program, with characters that no single keyboard has.
import { expect, test } from "demotool/fixtures";
import { install } from "./install.ts";

test.override("vmOptions", { prepare: (vm) => install(vm, "featherpad"), prepareKey: "1" });

const greeting = "It’s done… café — 5 €\n日本語\n";

test("write a note in FeatherPad", async ({ vm }) => {
  await vm.exec("tee", ["note.txt"], { input: "" });
  await vm.exec("setsid", ["--fork", "featherpad", "note.txt"]);
  await vm.windows.waitFor({ title: "note.txt" }, { timeout: 120_000 });

  await vm.record("note", async () => {
    await vm.step("Write", () => vm.keyboard.type(greeting));
    await vm.step("Save", async () => {
      await vm.keyboard.press("Control+S");
      await vm.pause(1500);
    });
  });

  await expect.poll(async () => (await vm.exec("cat", ["note.txt"])).stdout, { timeout: 30_000 }).toBe(greeting);
});
