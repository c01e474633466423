// A file is dragged from one folder to another and renamed, in two windows of the file manager.
import { text } from "demotool";
import { expect, test } from "demotool/fixtures";

const patience = { timeout: 120_000 };

test("move a file and rename it", async ({ vm }) => {
  await vm.exec("sh", ["-c", "mkdir inbox archive && echo 'Dear Ada' > inbox/letter.txt"]);
  await vm.start("thunar", ["inbox"]);
  const inbox = await vm.windows.waitFor({ title: /^inbox/ }, patience);
  await inbox.move({ x: 20, y: 60 });
  await inbox.resize({ width: 600, height: 440 });
  await vm.start("thunar", ["archive"]);
  const archive = await vm.windows.waitFor({ title: /^archive/ }, patience);
  await archive.move({ x: 640, y: 60 });
  await archive.resize({ width: 600, height: 440 });

  await vm.record("move", async () => {
    await vm.step("Drag the letter to the archive", async () => {
      await vm.mouse.drag(text("letter.txt"), { x: 1000, y: 380 });
      await expect.poll(async () => (await vm.exec("ls", ["archive"])).stdout, patience).toBe("letter.txt\n");
    });
    await vm.step("Rename it", async () => {
      await vm.mouse.click(text("letter.txt"));
      await vm.keyboard.press("F2");
      await expect(vm).toShowText("Rename", patience);
      await vm.keyboard.press("Control+A");
      await vm.keyboard.type("letter to Ada.txt\n");
      await expect(vm).toShowText("letter to Ada.txt");
      await vm.pause(1500);
    });
  });

  expect((await vm.exec("ls", ["inbox", "archive"])).stdout).toBe("archive:\nletter to Ada.txt\n\ninbox:\n");
});
