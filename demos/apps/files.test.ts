// A file is dragged from one folder to another and renamed, in two windows of the file manager.
import { text } from "demotool";
import { expect, test } from "demotool/fixtures";

/** For programs that start without KVM, and their answers. */
const slow = { timeout: 120_000 };

test("move a file and rename it", async ({ vm }) => {
  await vm.exec("sh", ["-c", "mkdir inbox archive && echo 'Dear Ada' > inbox/letter.txt"]);
  await vm.exec("setsid", ["--fork", "thunar", "inbox"]);
  const inbox = await vm.windows.waitFor({ title: /^inbox/ }, slow);
  await inbox.move({ x: 20, y: 60 });
  await inbox.resize({ width: 600, height: 440 });
  await vm.exec("setsid", ["--fork", "thunar", "archive"]);
  const archive = await vm.windows.waitFor({ title: /^archive/ }, slow);
  await archive.move({ x: 640, y: 60 });
  await archive.resize({ width: 600, height: 440 });

  await vm.record("move", async () => {
    await vm.step("Drag the letter to the archive", async () => {
      await vm.mouse.drag(text("letter.txt"), { x: 1000, y: 380 });
      await expect.poll(async () => (await vm.exec("ls", ["archive"])).stdout, slow).toBe("letter.txt\n");
    });
    await vm.step("Rename it", async () => {
      await vm.mouse.click(text("letter.txt"));
      await vm.keyboard.press("F2");
      await vm.windows.waitFor({ title: /^Rename/ }, slow);
      await vm.keyboard.press("Control+A");
      await vm.keyboard.type("letter to Ada.txt\n");
      await vm.windows.waitForGone({ title: /^Rename/ }, slow);
      await expect(vm).toShowText("letter to Ada.txt");
      await vm.pause(1500);
    });
  });

  expect((await vm.exec("ls", ["inbox", "archive"])).stdout).toBe("archive:\nletter to Ada.txt\n\ninbox:\n");
});
